"""Words everyone uses: money, quantity, ids, time, errors. Depends on nothing of ours."""
