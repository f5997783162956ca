"""Which column holds what: headers in three languages, with the words that shops really write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

SYNONYMS: dict[str, tuple[str, ...]] = {
    "style_code": (
        "style", "style code", "style no", "style number", "item no", "item number", "item code",
        "article", "article no", "model", "stockcode", "stock code", "product code", "code",
        "款号", "款式编号", "货号", "商品编码", "商品编号", "商品货号", "编码", "编号", "产品编号",
        "款號", "款式編號", "貨號", "商品編號", "商品代碼", "產品編號", "型號", "料號",
    ),
    "name": (
        "name", "product", "product name", "item", "item name", "description", "title",
        "名称", "品名", "商品名称", "商品名", "产品名称", "货品名称", "款式名称",
        "名稱", "商品名稱", "產品名稱", "貨品名稱", "款式名稱",
    ),
    "name_zh_hans": ("name zh hans", "name (simplified)", "简体名称", "中文名称", "中文品名"),
    "name_zh_hant": ("name zh hant", "name (traditional)", "繁体名称", "繁體名稱", "中文名稱"),
    "name_en": ("name en", "english name", "name (english)", "英文名称", "英文名稱", "英文品名"),
    "colour": ("colour", "color", "colour name", "shade", "颜色", "顔色", "顏色", "色", "花色"),
    "colour_zh_hant": ("colour zh hant", "color zh hant", "繁體顏色"),
    "colour_en": ("colour en", "color en", "english colour", "英文颜色", "英文顏色"),
    "colour_rgb": ("rgb", "hex", "colour code", "color code", "色值", "色碼", "色号", "色號"),
    "size": ("size", "尺码", "尺寸", "码", "规格", "尺碼", "尺吋", "規格", "号型"),
    "sku": ("sku", "sku code", "sku no", "单品编码", "单品编号", "SKU编码", "單品編號", "單品代碼"),
    "barcode": (
        "barcode", "bar code", "ean", "ean13", "ean 13", "upc", "gtin", "ean code",
        "条码", "条形码", "商品条码", "国际条码", "條碼", "商品條碼", "國際條碼",
    ),
    "pack": (
        "pack", "pack quantity", "pack qty", "包装数量", "装箱数", "包裝數量", "裝箱數", "入數",
    ),
    "price": (
        "price", "retail price", "selling price", "sale price", "unit price", "unitprice",
        "售价", "零售价", "销售价", "单价", "价格", "现价",
        "售價", "零售價", "銷售價", "單價", "價格", "現價",
    ),
    "list_price": (
        "tag price", "list price", "rrp", "msrp", "ticket price",
        "吊牌价", "标价", "市场价", "建议零售价", "原价",
        "吊牌價", "牌價", "定價", "標價", "建議售價", "原價",
    ),
    "cost": ("cost", "cost price", "purchase price", "进价", "成本", "成本价", "采购价",
             "進價", "進貨價", "成本價", "採購價"),
    "stock": (
        "stock", "quantity", "qty", "on hand", "opening stock", "inventory",
        "库存", "数量", "期初库存", "库存数量", "庫存", "數量", "期初庫存", "庫存數量",
    ),
    "brand": ("brand", "品牌", "牌子"),
    "category": ("category", "department", "group", "type", "类别", "分类", "品类", "商品分类",
                 "大类", "類別", "分類", "品類", "商品分類"),
    "season": ("season", "季节", "季", "季節", "季别", "季別"),
    "year": ("year", "年份", "年", "年度"),
    "gender": ("gender", "sex", "性别", "性別", "适用性别", "男女"),
    "fabric": ("fabric", "material", "composition", "面料", "成分", "材质", "布料", "材質"),
    "care": ("care", "washing", "洗涤", "洗涤说明", "洗滌", "洗標", "洗滌說明"),
    "garment": ("picture", "silhouette", "garment", "图样", "剪影", "圖樣"),
    "size_system": ("size system", "size run", "尺码组", "尺碼組"),
    "supplier_style": ("supplier style", "supplier code", "factory no", "vendor style",
                       "供应商款号", "厂家款号", "原厂款号", "供應商款號", "廠商款號", "原廠貨號"),
    "tax_class": ("tax class", "tax", "税类", "税别", "稅類", "稅別", "课税别", "課稅別"),
    "tax_classification": ("tax code", "tax classification", "税收分类编码", "税收编码",
                           "稅務分類", "稅務編碼"),
    "unit": ("unit", "uom", "unit of measure", "单位", "計量單位", "单位名称", "單位", "计量单位"),
}  # fmt: skip
_LETTERS = r"(?:[2-6]?X{0,4}[SL]|M|F|OS|FREE|ONE ?SIZE|均码|均碼|均一|単一)"
_TITLES = {
    "style_code": "Style no. / 款号 / 款號",
    "name": "Name / 名称 / 名稱",
    "price": "Price / 售价 / 售價",
}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
_SIZE = re.compile(rf"{_LETTERS}(?:码|碼|号|號)?|[2-5]\d(?:\.5)?|[89]\d|1[0-9][05]", re.IGNORECASE)


def _bare(text: str) -> str:
    """Return text in lower case and half width, without spaces, signs and brackets."""
    return re.sub(r"[\s_*:/.#()-]+", "", normalize("NFKC", text).lower())


_FIELDS = {_bare(word): field for field, words in SYNONYMS.items() for word in (field, *words)}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known field stands, and columns that are headed by a size (the size run)."""

    fields: Mapping[str, int]
    sizes: tuple[tuple[int, str], ...]
    header: tuple[str, ...]

    def title(self, field: str) -> str:
        """Return the header as written in the file, or the field's own name."""
        at = self.fields.get(field)
        return field if at is None else self.header[at]

    @property
    def unread(self) -> tuple[str, ...]:
        """The titles that nobody knows: what stands below them is left alone."""
        read = {*self.fields.values(), *(at for at, _ in self.sizes)}
        return tuple(
            title.strip()[:40]
            for at, title in enumerate(self.header)
            if at not in read and title.strip()
        )


def field_of(header: str) -> str | None:
    """Return the field a header names, or nothing.

    Tried as it is, without what stands in brackets, and by its Chinese or its Latin part alone.
    """
    bare = _BRACKETS.sub("", header)
    parts = (header, bare, _NOT_HAN.sub("", bare), _HAN.sub(" ", bare))
    return next((field for part in parts if (field := _FIELDS.get(_bare(part)))), None)


def _shown(field: str) -> str:
    """Return a field's usual titles in the three languages, to say which column is missing."""
    return _TITLES[field]


def score(cells: Sequence[str]) -> int:
    """Tell how well a row serves as the header: how many different fields it names."""
    return len({field for cell in cells if cell and (field := field_of(cell))})


def match(header: Sequence[str]) -> Columns:
    """Find the columns; refused without price, or without anything that names the goods."""
    fields: dict[str, int] = {}
    sizes: list[tuple[int, str]] = []
    for at, title in enumerate(header):
        field = field_of(title)
        if field is not None:
            if field in fields:
                raise Refused(Text.of("import.column_twice", column=title[:40]))
            fields[field] = at
        elif title and _SIZE.fullmatch(title.strip()):
            sizes.append((at, title.strip()))
    if "price" not in fields:
        raise Refused(Text.of("import.column_missing", column=_shown("price")))
    if not {"style_code", "sku", "barcode"} & fields.keys():
        raise Refused(Text.of("import.column_missing", column=_shown("style_code")))
    if not {"name", "name_zh_hans", "name_zh_hant", "name_en"} & fields.keys():
        raise Refused(Text.of("import.column_missing", column=_shown("name")))
    return Columns(fields, tuple(sizes if "size" not in fields else ()), tuple(header))
