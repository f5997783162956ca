"""Claim: 30 lines of Chinese text and columns are encoded for a printer in at most 5 ms, 1.4 kB.

No codes and no logo on it; 58 and 80 mm, GB18030. Beside it, without a claim: the same with a line
the printer's letters lack, the picture of the paper, and how long the bytes take on a serial line.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable

from benchmarks.measure import percentile, times_ms, verdict
from inventory.documents.blocks import Block, Cell, Document, Line, Row, Rule
from pos_app.hardware.decoder import decode
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import PROFILES, Profile
from pos_app.hardware.render_escpos import render

LIMIT_MS, LIMIT_KB = 5.0, 1.4
BAUDS = (9_600, 115_200)
_GOODS = ("圆领纯棉T恤", "直筒牛仔裤", "羊毛针织开衫", "轻薄羽绒服", "运动袜三双装", "帆布托特包")


def two(left: str, right: str, *, bold: bool = False) -> Row:
    """Return words on the left and an amount on the right."""
    return Row((Cell(left, 3), Cell(right, 1, "right")), bold=bold)


def receipt(rare: str = "") -> Document:
    """Return a receipt of 30 lines; ``rare`` stands in the name of one article."""
    blocks: list[Block] = [Line("上海南京路店", "centre", bold=True, size=2)]
    blocks += [Line("南京东路299号 021-6322 0000", "centre"), Rule()]
    blocks += [two("单号", "SH01-T3-1-S-000322-K"), two("2026-11-23 14:06", "收银 0007"), Rule()]
    for number, goods in enumerate(_GOODS):
        name = goods + (rare if number == 2 else "")
        blocks += [Line(name), two(f"  雾灰/M  {number + 1}59.00 × 1", f"{number + 1}59.00")]
    blocks += [Rule(), two("吊牌合计", "1,543.00"), two("会员优惠", "-40.00")]
    blocks += [two("单品折扣", "-39.90"), two("应收", "¥1,463.10", bold=True)]
    blocks += [two("现金", "200.00"), two("微信支付", "1,263.10"), two("找零", "0.00"), Rule()]
    blocks += [two("其中税额", "168.32"), Line("7天内凭小票退换", "centre")]
    blocks += [Line("谢谢惠顾", "centre")]
    return Document("receipt", tuple(blocks))


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Return how long one call takes; the first few, which fill caches, are not counted."""
    for _ in range(5):
        work()
    return percentile(times_ms(lambda _: work(), [""] * rounds), 50)


def measure(profile: Profile, rounds: int) -> bool:
    """Time one printer's receipt and weigh its bytes."""
    document = receipt()
    job = render(document, profile)
    lines = len(decode(job, profile).lines)
    name = f"receipt, {profile.name}, {lines} lines"
    fast = verdict(f"{name}, encoded", median_ms(lambda: render(document, profile), rounds),
                   LIMIT_MS, "ms")  # fmt: skip
    small = verdict(f"{name}, bytes", len(job) / 1000, LIMIT_KB, "kB")
    wires = ", ".join(f"{len(job) * 10 / baud:.2f} s at {baud}" for baud in BAUDS)
    rare = receipt("𠮷")
    again = median_ms(lambda: render(rare, profile), rounds)
    drawn = median_ms(lambda: draw(job, profile), max(rounds // 20, 5))
    sys.stdout.write(
        f"{name} (no claim): on the wire {wires}; with one drawn line {again:.3f} ms and"
        f" {len(render(rare, profile)) / 1000:.1f} kB; its picture {drawn:.1f} ms\n"
    )
    return fast and small and lines == 30


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claims hold, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    args = parser.parse_args(arguments)
    held = [measure(PROFILES[name], args.rounds) for name in ("generic-80-zh", "generic-58-zh")]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
