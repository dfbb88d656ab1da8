/// Pages set as newspapers set them; the text is made up.
enum PageFixtures {
    /// Bylines before the body, headlines behind it or elsewhere, a banner on top, a photo story signed at its end.
    static let boxed = """
        凝心聚力 再启新程

         ▢ 全媒体记者 王婷

        本报讯 昨日，江州新桥建成通车，
        两岸居民往来不必再等渡船。桥长三百
        二十米，桥面可以并排走四辆汽车，两

        “边各留两米”给行人和自行车。

        据介绍，新桥工期三年，施工方在
        汛期抢筑桥墩，没有耽误一天。今后渡
        口改作码头公园，供市民休闲。

        ▢ 全媒体记者 李敏 通讯员 赵国强
        孙小梅

        本报讯 柿子红了，临溪山村迎来
        采摘季。今年柿子产量达 12.5 万公斤，
        比去年 增 长 两 成 ，村民忙着摘果、晒
        饼、装箱，日子过得甜。

        村里还办起柿饼合作社，由社里统
        一收购，统一定价，不让果农吃亏。

        临溪柿子丰收 果农采摘忙

        江州新桥建成通车
        渡口改作码头公园

        昨日上午，南浦小学操场上笛声阵
        阵，三十名学生吹起自己做的竹笛，为
        来访的老人送上一场音乐会。

        全媒体记者 吴江
        通 讯 员 周小兰 摄

        竹笛声声
        献给老人
        """

    /// A column that breaks off in mid-sentence, another story between, then its rest under the headline.
    static let interrupted = """
        本报讯（记者 王婷）江州新桥昨日
        建成通车，两岸居民往来不必再等渡船。
        桥长三百二十米，由本市建筑公司承建，
        工期三年，施工方在汛期抢筑桥墩，没有
        耽误一天，桥墩经受住了洪水的考验，验

        本报讯（记者 李敏）柿子红了，临溪
        山村迎来采摘季。今年柿子产量比去年
        增长两成，村民忙着摘果、晒饼、装箱，
        合作社统一收购柿饼，不让果农吃亏。

        江州新桥建成通车

        收的专家说，桥墩的质量是一流的，施工
        也值得推广。今后渡口改作码头公园。
        临溪柿子丰收 采摘正忙
        """
}
