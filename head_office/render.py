"""The day as HTML. Whatever came from a till is escaped here, at the last step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from head_office.day import Day, Receipt, Tally
from head_office.words import LANGUAGES, NATIVE, Words, a_day, quantity
from inventory.kernel.money import Currency, Money
from inventory.store.intake_repo import Aside

_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_JUST_NOW = 90_000


@dataclass(frozen=True, slots=True)
class View:
    """Everything that one look at a day needs beside the day itself."""

    aside: tuple[Aside, ...]
    aside_elsewhere: dict[str, int]
    heard: dict[tuple[str, str], int]
    now_ms: int


def page(words: Words, day: str, part: str) -> str:
    """Return the whole page around a day."""
    title = f"{escape(words('office.title'))} · {escape(words.day(day))}"
    bar, day = _bar(words, day), escape(day)
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/day.css">
<script src="/assets/day.js" defer></script>
</head>
<body data-updated="{escape(words("office.updated"))}" data-lost="{escape(words("office.lost"))}">
<a class="skip" href="#day">{escape(words("office.skip"))}</a>
{bar}
<main id="day" data-part="/part?date={day}&amp;lang={words.language}">
{part}
</main>
</body>
</html>
"""


def _bar(words: Words, day: str) -> str:
    before, after = (escape(_beside(day, step)) for step in (-1, 1))
    language, day = words.language, escape(day)
    links = "".join(_language(words, each, day) for each in LANGUAGES)
    return f"""<header class="bar">
<p class="brand"><img src="/assets/mark.svg" alt="" width="36" height="36">
<span><b>{escape(words("office.brand"))}</b><small>{escape(words("office.title"))}</small></span></p>
<form class="when" action="/" method="get">
<a class="step" href="/?date={before}&amp;lang={language}" rel="prev"
 aria-label="{escape(words("office.previous_day"))}">‹</a>
<label><span class="hidden">{escape(words("office.date"))}</span>
<input type="date" name="date" value="{day}"></label>
<input type="hidden" name="lang" value="{language}">
<button>{escape(words("office.show"))}</button>
<a class="step" href="/?date={after}&amp;lang={language}" rel="next"
 aria-label="{escape(words("office.next_day"))}">›</a>
</form>
<nav class="languages" aria-label="{escape(words("office.language"))}">{links}</nav>
<p class="live" role="status"><span class="dot" aria-hidden="true"></span>
<span id="live">{escape(words("office.live"))}</span></p>
</header>"""


def _beside(day: str, step: int) -> str:
    """Return the day before or after; at the calendar's end the day itself."""
    found = a_day(day)
    try:
        return day if found is None else (found + timedelta(days=step)).isoformat()
    except OverflowError:
        return day


def _language(words: Words, language: str, day: str) -> str:
    here = ' aria-current="true"' if language == words.language else ""
    return (
        f'<a lang="{language}" hreflang="{language}" href="/?date={day}&amp;lang={language}"{here}>'
        f"{escape(NATIVE[language])}</a>"
    )


def part(words: Words, day: Day, view: View) -> str:
    """Return what changes while the day goes on."""
    heading = (
        f'<h1>{escape(words("office.day"))} <span class="date">'
        f"{escape(words.full_day(day.date))}</span></h1>"
    )
    warnings = _aside(words, view) + _unreadable(words, day)
    if not day.tallies:
        empty = f"<b>{escape(words('office.nothing'))}</b> {escape(words('office.nothing_hint'))}"
        return heading + warnings + f'<p class="empty">{empty}</p>' + _tills(words, day, view)
    totals = {Currency.of(code): tally for code, tally in day.totals().items()}
    figures = "".join(_figures(words, currency, tally) for currency, tally in totals.items())
    return "\n".join(
        (
            heading, warnings, figures, _tills(words, day, view),
            '<div class="pair">', _tenders(words, totals), _taxes(words, totals), "</div>",
            _newest(words, day.newest),
        )
    )  # fmt: skip


# --- parts ----------------------------------------------------------------------------------


def _figures(words: Words, currency: Currency, tally: Tally) -> str:
    """Return the totals of one currency, the day's sum the largest of all."""
    money = _money_in(words, currency)
    small = (
        ("office.receipts", str(tally.receipts)),
        ("office.pieces", quantity(tally.pieces_milli)),
        ("office.tax", money(tally.tax)),
        ("office.voids", str(tally.voids)),
        ("office.voided_amount", money(tally.voided)),
    )
    cards = "".join(
        f"<div><dt>{escape(words(key))}</dt><dd>{escape(value)}</dd></div>" for key, value in small
    )
    hero = (
        f'<div class="hero"><dt>{escape(words("office.sales_total"))}'
        f' <span class="code">{currency.code}</span></dt>'
        f"<dd>{escape(money(tally.total))}</dd></div>"
    )
    return f'<dl class="figures">{hero}{cards}</dl>'


def _tills(words: Words, day: Day, view: View) -> str:
    heads = ("store", "till", "receipts", "sold", "voids", "voided_amount", "net", "tax")
    rows = [
        (key, tally)
        for key, tally in sorted(day.tallies.items())
    ]  # fmt: skip
    silent = [till for till in sorted(day.tills) if till not in {key[:2] for key, _ in rows}]
    if not rows and not silent:
        return ""
    body = [_till_row(words, day, view, key, tally) for key, tally in rows]
    body += [_silent_row(words, view, till) for till in silent]
    columns = "".join(_head(words(f"office.{name}"), number=name not in ("store", "till"))
                      for name in heads)  # fmt: skip
    columns += _head(words("office.last_sale")) + _head(words("office.heard"))
    return _table(words("office.by_till"), columns, body)


def _till_row(words: Words, day: Day, view: View, key: tuple[str, str, str], tally: Tally) -> str:
    store, till, code = key
    money = _money_in(words, Currency.of(code))
    numbers = (
        str(tally.receipts), money(tally.sold), str(tally.voids), money(tally.voided),
        money(tally.total), money(tally.tax),
    )  # fmt: skip
    last = day.tills[(store, till)].last_sale[-8:]
    return (
        f'<tr><th scope="row">{escape(store)}</th><td>{escape(till)}</td>'
        + "".join(f'<td class="n">{escape(each)}</td>' for each in numbers)
        + f"<td>{escape(last)}</td><td>{escape(_heard(words, view, (store, till)))}</td></tr>"
    )


def _silent_row(words: Words, view: View, till: tuple[str, str]) -> str:
    """Return the row of a till that was heard of but has sold nothing."""
    blank = '<td class="n">–</td>' * 6
    return (
        f'<tr><th scope="row">{escape(till[0])}</th><td>{escape(till[1])}</td>{blank}'
        f"<td>–</td><td>{escape(_heard(words, view, till))}</td></tr>"
    )


def _heard(words: Words, view: View, till: tuple[str, str]) -> str:
    at_ms = view.heard.get(till)
    if at_ms is None:
        return words("office.heard_never")
    ago = max(0, view.now_ms - at_ms)
    if ago < _JUST_NOW:
        return words("office.heard_now")
    if ago < _HOUR:
        return words("office.heard_minutes", n=ago // _MINUTE)
    if ago < 2 * _DAY:
        return words("office.heard_hours", n=ago // _HOUR)
    return words("office.heard_days", n=ago // _DAY)


def _tenders(words: Words, totals: dict[Currency, Tally]) -> str:
    body = []
    for currency, tally in totals.items():
        money = _money_in(words, currency)
        body += [
            _pair(_tender(words, kind), money(amount))
            for kind, amount in sorted(tally.tenders.items())
        ]
        if tally.rounding:
            body.append(_pair(words("office.rounding"), money(tally.rounding), "soft"))
        body.append(_pair(words("office.taken"), money(sum(tally.tenders.values())), "sum"))
    columns = _head(words("office.tender")) + _head(words("office.amount"), number=True)
    return _table(words("office.tenders"), columns, body)


def _tender(words: Words, kind: str) -> str:
    key = f"office.tender.{kind}"
    return words(key) if words.has(key) else kind


def _taxes(words: Words, totals: dict[Currency, Tally]) -> str:
    body = []
    for currency, tally in totals.items():
        money = _money_in(words, currency)
        for code, (base, amount) in sorted(tally.taxes.items()):
            body.append(
                f'<tr><th scope="row">{escape(code)}</th><td class="n">{escape(money(base))}</td>'
                f'<td class="n">{escape(money(amount))}</td></tr>'
            )
    if not body:
        return ""
    columns = (
        _head(words("office.tax_code"))
        + _head(words("office.tax_base"), number=True)
        + _head(words("office.tax"), number=True)
    )
    return _table(words("office.taxes"), columns, body)


def _newest(words: Words, receipts: Iterable[Receipt]) -> str:
    rows = "".join(_receipt(words, each) for each in reversed(tuple(receipts)))
    title = escape(words("office.newest"))
    return f'<section class="card newest"><h2>{title}</h2><ul>{rows}</ul></section>'


def _receipt(words: Words, receipt: Receipt) -> str:
    lines = "".join(
        f"<tr><td>{escape(_goods(words, line.names, line.colour, line.size))}</td>"
        f'<td class="n">{escape(quantity(line.qty_milli))}</td>'
        f'<td class="n">{escape(words.money(line.amount))}</td></tr>'
        for line in receipt.lines
    )
    tag = f' <em class="tag">{escape(words("office.is_voided"))}</em>' if receipt.voided else ""
    paid = " · ".join(_tender(words, kind) for kind in receipt.tenders)
    return (
        f'<li{" class=voided" if receipt.voided else ""}><details id="r-{escape(receipt.sale_id)}">'
        f"<summary><time>{escape(receipt.time[-8:])}</time>"
        f'<span class="no">{escape(receipt.number)}{tag}</span>'
        f'<span class="paid">{escape(words("office.lines", n=len(receipt.lines)))}'
        f" · {escape(paid)}</span>"
        f"<b>{escape(words.money(receipt.total))}</b></summary>"
        f"<table>{lines}</table></details></li>"
    )


def _goods(
    words: Words, names: tuple[str, str, str], colour: tuple[str, str, str], size: str
) -> str:
    shown = words("office.one_size") if size == "OS" else size
    return " · ".join(each for each in (words.name(names), words.name(colour), shown) if each)


def _aside(words: Words, view: View) -> str:
    """Return the warning about what was kept aside, if anything was."""
    if not view.aside and not view.aside_elsewhere:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(row.till[0])}</th><td>{escape(row.till[1])}</td>'
        f'<td class="n">{row.seq}</td><td>{escape(words(f"office.reason.{row.reason}"))}</td></tr>'
        for row in view.aside
    )
    table = ""
    if rows:
        names = ("store", "till", "aside.entry", "aside.reason")
        heads = "".join(_head(words(f"office.{name}"), number=name == "aside.entry")
                        for name in names)  # fmt: skip
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    others = "".join(
        f'<a href="/?date={escape(day)}&amp;lang={words.language}">{escape(words.day(day))}'
        f" ({count})</a> "
        for day, count in sorted(view.aside_elsewhere.items(), reverse=True)
    )
    other = f"<p>{escape(words('office.aside.other'))} {others}</p>" if others else ""
    count = len(view.aside)
    title = f"<h2>{escape(words('office.aside.title', n=count))}</h2>" if count else ""
    text = f"<p>{escape(words('office.aside.help'))}</p>" if count else ""
    return f'<section class="warning">{title}{text}{table}{other}</section>'


def _unreadable(words: Words, day: Day) -> str:
    if not day.unreadable:
        return ""
    text = escape(words("office.unreadable", n=day.unreadable))
    return f'<section class="warning"><p>{text}</p></section>'


# --- small ----------------------------------------------------------------------------------


def _money_in(words: Words, currency: Currency):  # type: ignore[no-untyped-def]
    return lambda minor: words.money(Money(minor, currency))


def _head(text: str, *, number: bool = False) -> str:
    return f'<th scope="col"{" class=n" if number else ""}>{escape(text)}</th>'


def _pair(name: str, value: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<tr{mark}><th scope="row">{escape(name)}</th><td class="n">{escape(value)}</td></tr>'


def _table(title: str, columns: str, rows: Iterable[str]) -> str:
    return (
        f'<section class="card"><h2>{escape(title)}</h2><div class="scroll"><table>'
        f"<thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )
