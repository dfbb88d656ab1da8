"""The layouts of pages and the two sets they belong to, and the slogans that stand between stories."""


class Layout:
    """`cut` of the page, `kinds` of boxes in it (where the headline stands), drawing `order`, and the set it is in."""

    def __init__(self, cut, kinds, order, which):
        self.cut, self.kinds, self.order, self.which = cut, kinds, order, which


LAYOUTS = {
    "grid": Layout("rows", ["top"], "before", "open"),
    "below": Layout("rows", ["bottom"], "after", "open"),
    "flow": Layout("flow", ["inline"], "before", "open"),
    "corner": Layout("rows", ["corner", "mid", "top"], "after", "open"),
    "gathered": Layout("rows", ["strip"], "gathered", "open"),
    "displaced": Layout("rows", ["band"], "displaced", "open"),
    "mixed": Layout("rows", ["top", "bottom", "mid", "corner", "right"], "random", "open"),
    "late": Layout("rows", ["top"], "displaced", "open"),
    "brick": Layout("brick", ["top", "bottom"], "random", "heldout"),
    "side": Layout("brick", ["left", "right"], "after", "heldout"),
    "leading": Layout("rows", ["strip"], "leading", "heldout"),
    "tail": Layout("flow", ["inline-after"], "after", "heldout"),
}

BANNERS = {
    "open": ["冲刺新目标 决战“开门红”", "推动产业再升级 汇聚发展新合力", "奋进新征程 建功新时代", "聚焦重点工程 全力攻坚突破",
             "学思想 强党性 重实践 建新功", "走基层 看变化", "优化营商环境 激发市场活力", "平安建设进行时",
             "乡村振兴一线见闻", "要闻速览", "实干争先 善作善成", "文明城市 你我共建"],
    "heldout": ["牢记嘱托 感恩奋进", "稳增长 促改革 惠民生", "高质量发展调研行", "新春走基层", "打造一流环境 服务一流企业",
                "迎盛会 展风采", "民生直通车", "大抓项目 抓大项目", "绿水青山就是金山银山", "匠心筑梦 技能报国", "社会广角"],
}
