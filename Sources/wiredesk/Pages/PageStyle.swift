import Daemon

/// How pages look.
enum PageStyle {
    /// The style sheet of a page in which some categories have colours: the class `of-<place>` sets `--own` to that of
    /// the category at a place of the list.
    static func sheet(_ categories: [String]) -> String {
        let colours = categories.indices.map { ".of-\($0){--own:\(colour(of: categories[$0]))}" }
        return base + colours.joined(separator: "\n")
    }

    /// The colour that a category has in the terminal too.
    static func colour(of category: String) -> String { colour(at: CategoryColours.index(of: category)) }

    /// A colour of the 256-colour palette: a cube of six levels each, then greys.
    static func colour(at index: Int) -> String {
        let parts: [Int]
        if index < 232 {
            let levels = [0, 95, 135, 175, 215, 255]
            parts = [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map { levels[$0] }
        } else {
            parts = Array(repeating: 8 + (index - 232) * 10, count: 3)
        }
        return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static let base = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#656d76;--line:#d8dee4;--lift:#f6f8fa;--heat:9,105,218}
        @media(prefers-color-scheme:dark){:root{--paper:#15191e;--ink:#e3e8ee;--soft:#98a2ad;--line:#30373f;--lift:#1d2228;--heat:83,155,245}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
        main{max-width:62rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
        h1{font-size:1.7rem;line-height:1.3;margin:0 0 .3rem;text-wrap:balance}
        h2{font-size:1.1rem;margin:2.6rem 0 .8rem}
        p{margin:.6rem 0}
        .soft{color:var(--soft)} .small{font-size:.85rem}
        .grid{display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));align-items:start}
        .tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.4rem 0}
        .tile{flex:1 1 8rem;background:var(--lift);border:1px solid var(--line);border-radius:.6rem;padding:.7rem 1rem}
        .tile b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
        th{font-weight:500;color:var(--soft);text-align:right;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
        td{text-align:right;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        svg{display:block;width:100%;height:auto;overflow:visible;font-size:12px} svg text{fill:var(--ink)} svg .soft{fill:var(--soft)}
        svg .own{fill:var(--own)} svg .rule{stroke:var(--line)} svg .bar{fill:rgb(var(--heat))} svg .heat{fill:rgb(var(--heat))}
        .story{font-size:1.08rem;line-height:2} .story h1{font-size:1.55rem;line-height:1.6} .story p{margin:.8rem 0}
        mark{color:inherit;background:color-mix(in srgb,var(--own) 28%,transparent);border-bottom:2px solid var(--own);border-radius:.2em;padding:.05em .1em}
        .chip{display:inline-block;white-space:nowrap;border-left:3px solid var(--own);background:var(--lift);border-radius:.25rem;padding:0 .5rem;margin:.15rem .35rem .15rem 0;font-size:.88rem}
        .badge{display:inline-block;border-radius:1rem;padding:.05rem .75rem;background:color-mix(in srgb,var(--own) 30%,transparent);border:1px solid var(--own);font-weight:600}
        .meter{height:.55rem;border-radius:.3rem;background:var(--lift);border:1px solid var(--line);overflow:hidden;margin:.5rem 0 .8rem}
        .meter svg{height:100%} .card{border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.2rem}
        .card h2{margin:0 0 .4rem} .headline{font-weight:600} .miss{border-top:1px solid var(--line);padding:.9rem 0}

        """
}
