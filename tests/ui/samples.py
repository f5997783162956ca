"""What the gallery and the tests of the parts show: the sale of the design, in three languages."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Face:
    """A line of the cart, as a view model would hand it over."""

    key: str
    title: str
    caption: str = ""
    tags: tuple[tuple[str, ...], ...] = ()
    price: str = ""
    was_price: str = ""
    quantity: str = "1"
    amount: str = ""
    garment: str = "tee"
    rgb: str = "FFFFFF"
    chosen: bool = False
    fresh: bool = False
    trouble: str = ""


_NAMES = {
    "zh-Hans": ("圆领纯棉T恤", "直筒牛仔裤", "羊毛针织开衫", "轻薄羽绒服", "运动袜三双装",
                "帆布托特包"),
    "zh-Hant": ("圓領純棉T恤", "直筒牛仔褲", "羊毛針織開衫", "輕薄羽絨服", "運動襪三雙裝",
                "帆布托特包"),
    "en": ("Crew-neck cotton tee", "Straight-leg jeans", "Merino cardigan", "Light down jacket",
           "Sport socks 3-pack", "Canvas tote bag"),
}  # fmt: skip
_CAPTIONS = {
    "zh-Hans": ("白 / L", "深蓝 / 31", "驼色 / L", "雾灰 / M", "砖红 / 均码", "米白"),
    "zh-Hant": ("白 / L", "深藍 / 31", "駝色 / L", "霧灰 / M", "磚紅 / 單一尺寸", "米白"),
    "en": ("White / L", "Indigo / 31", "Camel / L", "Fog grey / M", "Brick / one size",
           "Off-white"),
}  # fmt: skip
_TAGS = {
    "zh-Hans": (("blue", "会员价", "member"), ("amber", "9 折 −39.90", "percent")),
    "zh-Hant": (("blue", "會員價", "member"), ("amber", "9 折 −39.90", "percent")),
    "en": (("blue", "Member", "member"), ("amber", "10% off −39.90", "percent")),
}
_LOOKS = (("tee", "F7F6F2"), ("jeans", "2F4F86"), ("knit", "C19A6B"), ("down", "8A97A6"),
          ("socks", "B1493F"), ("bag", "E6D9BE"))  # fmt: skip
_MONEY = (("89.00", "", "2", "178.00"), ("259.00", "299.00", "1", "259.00"),
          ("359.10", "399.00", "1", "359.10"), ("499.00", "", "1", "499.00"),
          ("39.00", "", "1", "39.00"), ("129.00", "", "1", "129.00"))  # fmt: skip


def cart(language: str, *, chosen: int | None = 2) -> tuple[Face, ...]:
    """Return the six lines of the design."""
    tags = {1: _TAGS[language][:1], 2: _TAGS[language][1:]}
    return tuple(
        Face(
            str(at), _NAMES[language][at], _CAPTIONS[language][at], tags.get(at, ()),
            *_MONEY[at], *_LOOKS[at], chosen=at == chosen,
        )
        for at in range(6)
    )  # fmt: skip


def long_cart(language: str, count: int) -> tuple[Face, ...]:
    """Return many lines, all different."""
    six = cart(language, chosen=None)
    return tuple(replace(six[at % 6], key=f"line-{at}", caption=f"No. {at}") for at in range(count))


def open_code(language: str) -> Face:
    """Return the placeholder of an unknown code."""
    words = {
        "zh-Hans": "未识别，等您处理",
        "zh-Hant": "未識別，等您處理",
        "en": "not found, your turn",
    }
    return Face("open", "6901234599991", amount="14:05:09", trouble=words[language])


def actions(language: str) -> tuple[tuple[str, ...], ...]:
    """Return what can be done to a line."""
    words = {
        "zh-Hans": ("删除", "折扣", "改价", "赠品", "备注"),
        "zh-Hant": ("刪除", "折扣", "改價", "贈品", "備註"),
        "en": ("Delete", "Discount", "Price", "Gift", "Note"),
    }[language]
    return (
        ("delete", words[0], "bin", "danger"), ("discount", words[1], "percent", "applied"),
        ("price", words[2], "pencil"), ("gift", words[3], "gift"), ("note", words[4], "note"),
    )  # fmt: skip


def colours(language: str) -> tuple[tuple[object, ...], ...]:
    """Return the matrix of the design."""
    names = {
        "zh-Hans": ("驼色", "黑", "雾蓝", "酒红"), "zh-Hant": ("駝色", "黑", "霧藍", "酒紅"),
        "en": ("Camel", "Black", "Mist blue", "Wine"),
    }[language]  # fmt: skip
    none = {"zh-Hans": "缺", "zh-Hant": "缺", "en": "none"}[language]
    stock = ((2, 0, 5, 1), (1, 4, 3, 0), (0, 2, 1, 2), (3, 1, 0, 0))
    rgb = ("C19A6B", "23272E", "8EA6C6", "7A2A38")
    return tuple(
        (
            names[row], rgb[row],
            tuple(
                (f"{row}{at}", str(pieces) if pieces else none, "some" if pieces else "none",
                 "chosen" if (row, at) == (0, 2) else "")
                for at, pieces in enumerate(stock[row])
            ),
        )
        for row in range(4)
    )  # fmt: skip
