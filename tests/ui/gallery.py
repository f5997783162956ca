"""Every part in every state on a few pages, for the eye and for the audit.

    python -m tests.ui.gallery DIR [PROFILE ...]    # writes DIR/PROFILE-LANGUAGE-THEME-N.png

A page takes as many samples as fit; the sizes are millimetres, so each profile breaks elsewhere.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kivy.factory import Factory
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from pos_app.i18n import LANGUAGES
from pos_app.screens import widgets as w
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from tests.ui import samples
from tests.ui.audit import Fault, audit
from tests.ui.driver import Driver

PAGES = ("R1", "T1", "T2", "H1")
THEMES = ("light", "dark")
FULL = 1000.0
Sample = tuple[Callable[[], Widget], float, float]  # widget, width and height in mm; 0 = its own


def say(hans: str, hant: str, english: str) -> str:
    """Return one of three wordings."""
    return {"zh-Hans": hans, "zh-Hant": hant, "en": english}[tr.language]


def every() -> Iterator[Sample]:
    """Yield every part in every state."""
    yield from _frame()
    yield from _cart()
    yield from _money()
    yield from _keys()
    yield from _bars()
    yield from _people()
    yield from _forms()


def _frame() -> Iterator[Sample]:
    states = [
        ("ok", say("网络 在线", "網路 連線", "Online")),
        ("ok", say("同步 0 待传", "同步 0 待傳", "Sync 0 queued")),
        ("warn", say("打印机 纸将尽", "印表機 紙將盡", "Paper low")),
        ("fault", say("刷卡机 断开", "刷卡機 斷線", "Card reader off")),
        ("ok", say("扫码枪 就绪", "掃碼槍 就緒", "Scanner ready")),
    ]
    common = {
        "place_word": say("上海南京路店", "上海南京路店", "Nanjing Rd Shanghai"), "till": "T03",
        "person": say("王芳", "王芳", "Wang Fang"), "shift": tr.t("ui.shift", n=214),
        "clock": "14:05", "scan_word": tr.t("ui.ready_to_scan"),
        "search_word": tr.t("ui.search_short"), "calm_word": tr.t("ui.all_ready"),
        "language_word": tr.t(f"ui.language.{tr.language}"),
    }  # fmt: skip
    bar = metrics.top_bar / metrics.px_per_mm
    yield lambda: w.TopBar(statuses=states[:2] + states[4:], **common), FULL, bar
    yield lambda: w.TopBar(statuses=states, **common), FULL, bar
    returning = {"mode": "returns", "mode_word": say("退货", "退貨", "Returns"), **common}
    yield lambda: w.TopBar(statuses=states[:1], **returning), FULL, bar
    entries = [
        ("sale", tr.t("ui.rail.sale"), "cart", ""),
        ("returns", say("退货", "退貨", "Returns"), "return", ""),
        ("stock", say("库存", "庫存", "Stock"), "boxes", ""),
        ("orders", say("订单", "訂單", "Orders"), "clipboard", "3"),
        ("more", say("更多", "更多", "More"), "dots", ""),
    ]
    if metrics.layout == PORTRAIT:
        yield lambda: w.NavBar(entries=entries, here="sale", direction="tabs"), FULL, 12.1
    elif metrics.layout == WIDE:
        yield lambda: w.NavBar(entries=entries, here="sale", brand=tr.t("ui.brand")), 20.25, 116.0
    ready = {"ready_word": tr.t("ui.ready_to_scan"), "hint": tr.t("ui.search_hint")}
    yield lambda: w.ScanField(**ready), 193.0, metrics.search / metrics.px_per_mm
    yield lambda: w.ScanField(text="yldxt", **ready), 120.0, metrics.search / metrics.px_per_mm


def _cart() -> Iterator[Sample]:
    language = tr.language

    def cart() -> Widget:
        part = w.CartList(items=(*samples.cart(language), samples.open_code(language)))
        part.actions.actions = samples.actions(language)[: 3 if metrics.layout == PORTRAIT else 5]
        part.actions.less_word = say("减 1", "減 1", "1 less")
        part.actions.more_word = say("加 1", "加 1", "1 more")
        return part

    def chips() -> Widget:
        part = w.LineActions(actions=samples.actions(language), chip_chosen="90")
        part.chips = [
            (n, say(f"{n} 折", f"{n} 折", f"−{100 - int(n)}%")) for n in ("95", "90", "85")
        ]
        return part

    if metrics.layout == WIDE:
        yield w.CartHead, 193.0, 8.0
    rows = 7 if metrics.layout != PORTRAIT else 5
    yield (
        cart,
        193.0 if metrics.layout == WIDE else FULL,
        (rows * metrics.row + metrics.row_actions) / metrics.px_per_mm,
    )
    yield chips, 193.0 if metrics.layout == WIDE else FULL, 15.2

    def matrix() -> Widget:
        return w.SizeMatrix(sizes=["S", "M", "L", "XL"], colours=samples.colours(language))

    yield matrix, 115.0 if metrics.layout == WIDE else FULL, 0.0
    low = say("仅剩 1", "僅剩 1", "only 1")
    kept = say("预留 2", "預留 2", "held 2")
    cells = (("a", "1", "low", "", low, "triangle"), ("b", "4", "some", "", kept, "lock"),
             ("c", "0", "none", "", say("缺货", "缺貨", "none"), "cross"),
             ("d", "3", "some", "chosen"))  # fmt: skip
    row = (say("黑", "黑", "Black"), "23272E", cells, "knit")
    yield lambda: w.SizeMatrix(sizes=["S", "M", "L", "XL"], colours=[row], pictures=True,
                               totals=["8"], cell_mm=23.0), 185.0, 0.0  # fmt: skip


def _money() -> Iterator[Sample]:
    shape = {"wide": "side", "compact": "over", "portrait": "over"}[metrics.layout]
    cash, exact = say("现金", "現金", "Cash"), say("恰好", "剛好", "exact")
    change = say("找", "找", "change")
    high = metrics.cash / metrics.px_per_mm
    wide = {"wide": 60.5, "compact": 36.0, "portrait": 20.4}[metrics.layout]
    for word, sub, amount in (
        (cash, exact, "1,463.10"), (cash, f"{change} 1.90", "1,465"), (cash, f"{change} 6.90", ""),
    ):  # fmt: skip
        yield lambda each=(word, sub, amount): w.MoneyKey(
            text=each[0], sub=each[1] if each[2] else "", amount=each[2], arrange=shape,
            disabled=not each[2],
        ), wide, high  # fmt: skip
    yield lambda: w.MoneyKey(text=f"{cash} {exact}", amount="1,463.10", arrange="word"), wide, 15.0
    just = say("扫付款码即付", "掃付款碼即付", "just scan")
    charge = {"text": say("收款", "收款", "Charge"), "sub": just,
              "icon": "charge", "trail": "chevron_right", "halign": "left"}  # fmt: skip
    high = metrics.charge_key / metrics.px_per_mm
    yield lambda: Factory.ChargeKey(**charge), 123.0, high
    yield lambda: Factory.ChargeKey(disabled=True, **charge), 123.0, high
    yield lambda: w.Amount(text="1,463.10", font_size=metrics.hero, color=theme.text), 115.0, 20.0
    facts = [(say("吊牌合计", "吊牌合計", "Tag"), "1,543.00"),
             (say("会员价", "會員價", "Member"), "−40.00"),
             (say("折扣", "折扣", "Discount"), "−39.90")]  # fmt: skip
    yield lambda: w.FactLine(facts=facts), 115.0, 8.0
    title = say("应收", "應收", "Total due")
    yield lambda: w.Head(title=title, note=tr.t("ui.pieces", n=7), lined=True), 90.0, 10.0
    rows = [(say("应收", "應收", "Due"), "96.90"), (say("实收", "實收", "Paid"), "100.00")]
    ways = [("reprint", say("重打", "重印", "Reprint"), "printer"),
            ("invoice", say("开票码", "開票碼", "Invoice"), "invoice"),
            ("undo", say("退这单", "退這單", "Take back"), "refund")]  # fmt: skip
    last = {"title": say("上一单", "上一單", "Last sale"), "receipt": "SH01-T3-0321",
            "note": "14:03", "rows": rows, "change_word": say("找零", "找零", "Change"),
            "change": "3.10", "ways": ways}  # fmt: skip

    def strip(*, small: bool) -> Widget:
        part = w.LastSale(small=small, **(last | {"ways": ways[:1] if small else ways}))
        part.line.share = 0.0 if small else 0.68
        return part

    yield lambda: strip(small=False), 193.0, 0.0
    yield lambda: strip(small=True), 193.0, 0.0


def _keys() -> Iterator[Sample]:
    clear, hold = say("清空", "清空", "Clear"), say("挂单", "掛單", "Hold")
    resume, note = say("取单", "取單", "Resume"), say("缺货", "缺貨", "none left")
    kinds = (
        {"text": hold, "icon": "pause"}, {"text": resume, "icon": "play", "badge": "2"},
        {"text": clear, "icon": "bin", "kind": "danger"},
        {"text": clear, "icon": "bin", "kind": "danger", "disabled": True},
        {"text": say("折扣", "折扣", "Discount"), "icon": "percent", "kind": "amber"},
        {"text": hold, "icon": "pause", "locked": True}, {"text": hold, "kind": "soft"},
        {"text": say("加入", "加入", "Add"), "sub": note, "disabled": True},
        {"text": say("下一步", "下一步", "Next"), "kind": "ink", "icon": "arrow_right"},
        {"text": "80 mm", "chosen": True}, {"text": "58 mm"},
        {"text": "L", "sub": "3", "chosen": True, "chosen_as": "primary"},
        {"text": "M", "chosen": True, "chosen_as": "returns"},
        {"text": say("退货", "退貨", "Return"), "kind": "returns"},
    )  # fmt: skip
    for kind in kinds:
        yield lambda kind=kind: w.Key(**kind), 37.7 if metrics.layout == WIDE else 33.0, 15.2
    yield lambda: w.Stepper(value="12"), 50.0, 15.2
    yield lambda: w.Stepper(value="1", least=True), 50.0, 15.2
    yield lambda: w.ChipRow(
        options=[("s", say("尺码", "尺寸", "Size")), ("q", say("质量", "品質", "Quality")),
                 ("o", say("其他", "其他", "Other"))],
        chosen="q", chosen_as="primary",
    ), 110.0, 15.2  # fmt: skip
    tags = {"grey": "58", "amber": "−39.90", "blue": hold, "green": resume, "red": clear,
            "purple": note, "yellow": say("练习", "練習", "Training")}  # fmt: skip
    for kind, word in tags.items():
        yield lambda kind=kind, word=word: w.Tag(kind=kind, text=word, icon="tag"), 0.0, 7.0
    for state in ("ok", "warn", "fault", "busy", "off", "done"):
        yield lambda state=state: w.StatusWord(state=state, text=note), 0.0, 7.0
    for garment, rgb in (("tee", "F7F6F2"), ("jeans", "2F4F86"), ("down", "23272E")):
        yield lambda each=(garment, rgb): w.Garment(garment=each[0], rgb=each[1]), 12.7, 12.7


def _bars() -> Iterator[Sample]:
    def bar(share: float = 0.0, **kwargs: object) -> Widget:
        part = w.Bar(**kwargs)
        part.line.share = share
        return part

    ways = [("s", say("搜索商品", "搜尋商品", "Search"), "search"),
            ("n", say("快速建品", "快速建檔", "Create"), "plus"),
            ("i", say("忽略", "忽略", "Ignore"), "cross")]  # fmt: skip
    yield lambda: bar(
        tone="alert", text=say("未找到条码", "找不到條碼", "Unknown code"), strong="6901234599991",
        sub=say("没有加入购物车 • 扫码继续可用", "沒有加入購物車 • 可繼續掃碼",
                "not in the cart • scanning goes on"),
        ways=ways,
    ), 319.0, 0.0  # fmt: skip
    gone = say("已删除 羊毛针织开衫", "已刪除 羊毛針織開衫", "Deleted Merino cardigan")
    undo = [("undo", tr.t("ui.undo"), "undo")]
    yield lambda: bar(0.6, tone="undo", text=gone, ways=undo), 193.0, 0.0
    for tone in ("danger", "warn", "good"):
        yield lambda tone=tone: bar(tone=tone, text=gone), 90.0, 0.0
    cause = say("常见原因：吊牌是别的门店新款，价签未同步。可按款号搜索，或先快速建品。",
                "常見原因：吊牌是別的門市新款，價格未同步。可按款號搜尋，或先快速建檔。",
                "Often a new style of another shop whose price has not arrived yet.")  # fmt: skip
    yield lambda: bar(tone="info", sub=cause), 120.0, 26.0
    steps = [(say("已提交", "已提交", "Sent"), "done"),
             (say("等待顾客", "等待顧客", "Waiting"), "now"),
             (say("到账", "入帳", "Paid"), "later")]  # fmt: skip
    yield lambda: w.Steps(steps=steps), 120.0, 8.0
    yield lambda: w.Progress(share=0.27), 120.0, 2.0


def _people() -> Iterator[Sample]:
    for name, chosen in (("王芳", True), ("Li Qiang", False)):
        yield lambda each=(name, chosen): w.PersonCard(text=each[0], chosen=each[1]), 30.0, 26.0
    more = say("全部 9 人", "全部 9 人", "All 9")
    yield lambda: w.PersonCard(text=more, person=False), 30.0, 26.0
    ask = say("王芳的 6 位密码", "王芳的 6 位密碼", "6 digits")
    yield lambda: w.PinDots(text=ask, filled=3), 100.0, 9.0
    high = {"wide": 84.0, "compact": 68.0, "portrait": 66.0}[metrics.layout]
    yield w.NumberPad, 110.0, high
    yield lambda: w.NumberPad(corner="00", point=True, locked=True), 110.0, high


def _forms() -> Iterator[Sample]:
    def row(control: Widget, **kwargs: object) -> Widget:
        part = w.FormRow(**kwargs)
        part.put(control)
        return part

    name, place = (
        say("店名", "店名", "Shop name"),
        say("上海南京路店", "台北南京路店", "Nanjing Rd"),
    )
    hint = say("印在小票最上面", "印在收據最上面", "Stands at the top of the receipt")
    yield lambda: row(w.Entry(text=place), label=name, hint=hint), 160.0, 0.0
    wrong = say("税号要 18 位", "統編要 8 碼", "18 characters are needed")
    tax = say("税号", "統一編號", "Tax number")
    yield lambda: row(w.Entry(text="9131", trouble=True), label=tax, trouble=wrong), 160.0, 0.0
    yield lambda: row(w.Entry(hint=hint, disabled=True), label=name), 160.0, 0.0
    switch = {"word_on": tr.t("ui.on"), "word_off": tr.t("ui.off")}
    dark = say("深色", "深色", "Dark")
    for active in (True, False):
        yield lambda a=active: row(w.Toggle(active=a, **switch), label=dark), 80.0, 0.0
    sizes = [(n, f"{n} %") for n in ("85", "100", "115", "130")]
    yield lambda: row(w.Segmented(options=sizes, chosen="100"), label=dark), 160.0, 0.0


# --- pages ----------------------------------------------------------------------------------


def page(profile: str) -> Iterator[Widget]:
    """Yield pages of samples, each as large as the profile's screen."""
    w.load()
    left_mm, gap = 3.0, metrics.u(4)
    root, x, top, low = _ground(), metrics.u(left_mm), metrics.height - gap, 0.0
    for make, width_mm, height_mm in every():
        widget = make()
        widget.size_hint = (None, None)
        room = metrics.width - 2 * metrics.u(left_mm)
        full = width_mm == FULL
        width = metrics.width if full else min(metrics.u(width_mm), room)
        widget.size = (width, metrics.u(height_mm))
        wanted = getattr(widget, "wanted", None)
        if wanted is not None and not height_mm:
            widget.refresh()
            widget.height = wanted()
        if not width_mm:
            widget.refresh()
        if x + widget.width > metrics.width - metrics.u(left_mm) or full:
            x, top, low = metrics.u(left_mm), top - low - gap if low else top, 0.0
        if top - widget.height < 0:
            yield root
            root, x, top, low = _ground(), metrics.u(left_mm), metrics.height - gap, 0.0
        widget.pos = (0 if full else x, top - widget.height)
        root.add_widget(widget)
        x, low = x + widget.width + gap, max(low, widget.height)
        if full:
            x = metrics.width
    yield root


def _ground() -> Widget:
    root = FloatLayout()
    root.add_widget(w.Ground(color=theme.bg))
    return root


def pictures(
    driver: Driver, profile: str, language: str, look: str, *, scale: float = 1.0
) -> Iterator[tuple[Widget, list[Fault]]]:
    """Show page after page and yield each with its faults."""
    driver.show(Widget(), profile, scale=scale)
    tr.translator.switch(language)
    theme.use(look)
    for root in page(profile):
        driver.show(root, profile, scale=scale)
        yield root, audit(root, driver)


def main() -> int:
    """Write every page and print the faults."""
    folder, chosen = Path(sys.argv[1]), sys.argv[2:] or PAGES
    driver, count = Driver(), 0
    for profile in chosen:
        for language in LANGUAGES:
            for look in THEMES:
                for at, (_, faults) in enumerate(pictures(driver, profile, language, look)):
                    name = f"{profile}-{language}-{look}-{at + 1}"
                    driver.screenshot(folder / f"{name}.png")
                    count += len(faults)
                    for fault in faults:
                        print(name, fault)
    print(f"{count} faults")
    return int(bool(count))


if __name__ == "__main__":
    sys.exit(main())
