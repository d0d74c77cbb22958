extension StatusPage {
    /// Up to how many pixels of width a screen is narrow, where a connection is a card and not a row.
    static let narrow = 900

    /// How the page looks: light and dark, wide and narrow, and without colour once it is old.
    static let style = """
        :root { --ground: #fff; --text: #1b1b1b; --dim: #5a5a5a; --line: #d0d0d0; --band: #f4f4f4;
          --somebody: #a3150b; --unknown: #7a4b00; --fine: #1d6b33; --bar: #2f6fb7; }
        @media (prefers-color-scheme: dark) { :root { --ground: #161616; --text: #f1f1f1; --dim: #b5b5b5; --line: #444;
          --band: #222; --somebody: #ff9a8f; --unknown: #ffc46b; --fine: #86d79b; --bar: #8ab8f0; } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1.2rem clamp(0.8rem, 3vw, 3rem); background: var(--ground); color: var(--text);
          font: 16px/1.45 system-ui, sans-serif; }
        @media (min-width: 1700px) { body { font-size: 20px; } }
        h1 { font-size: 1.5rem; margin: 0 0 0.4rem; }
        h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
        .tally { display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; margin: 0.6rem 0; font-size: 1.25rem; font-weight: 600; }
        .tally span { border-left: 0.35rem solid; padding-left: 0.6rem; }
        span.somebody { color: var(--somebody); }
        span.unknown { color: var(--unknown); }
        span.fine, span.none { color: var(--fine); }
        header p { margin: 0.3rem 0; }
        #as-of, noscript p { color: var(--dim); }
        #stale { padding: 0.7rem 1rem; border: 3px solid; font-size: 1.2rem; font-weight: 700; }
        .old main, .old .tally, .old .health { filter: grayscale(1); }
        #tools { display: flex; flex-wrap: wrap; gap: 0.6rem 1.2rem; margin: 1.2rem 0 0.6rem; }
        #tools[hidden] { display: none; }
        input, select { font: inherit; padding: 0.25rem 0.5rem; background: var(--ground); color: inherit;
          border: 1px solid var(--dim); border-radius: 4px; max-width: 100%; }
        table, thead, tbody, th, td { display: block; }
        table { margin-top: 0.8rem; }
        tr { display: grid; grid-template-columns: 1.6fr 1.5fr 1.8fr 11em 11em 2fr; border-left: 0.35rem solid transparent;
          border-bottom: 1px solid var(--line); }
        tbody tr { content-visibility: auto; contain-intrinsic-size: auto 3.8rem; border-left-color: var(--fine); }
        th, td { text-align: left; padding: 0.45rem 0.8rem 0.45rem 0.5rem; min-width: 0; overflow-wrap: anywhere; }
        thead th { color: var(--dim); font-weight: 600; }
        tbody tr.somebody { border-left-color: var(--somebody); background: var(--band); }
        tbody tr.unknown { border-left-color: var(--unknown); }
        tr.somebody td:nth-child(2) { color: var(--somebody); font-weight: 600; }
        tr.unknown td:nth-child(2) { color: var(--unknown); }
        tbody tr[hidden] { display: none; }
        td:nth-child(4), td:nth-child(5) { overflow-wrap: normal; }
        .day { white-space: nowrap; }
        svg { width: 100%; height: auto; max-height: 20rem; display: block; }
        svg text { font-size: 11px; fill: var(--dim); dominant-baseline: hanging; }
        .axis, .month { stroke: var(--line); fill: none; }
        .bar { fill: var(--bar); }
        .soon { fill: var(--somebody); }
        .moments { padding: 0; list-style: none; }
        .moments li { padding: 0.15rem 0; overflow-wrap: anywhere; }
        .moments span { display: inline-block; min-width: 14em; color: var(--dim); }
        @media (max-width: \(StatusPage.narrow)px) {
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          tr { display: block; padding: 0.4rem 0; }
          tbody tr { contain-intrinsic-size: auto 9rem; }
          tbody th, td { padding: 0.15rem 0.6rem; }
          tbody th { font-size: 1.1rem; }
          td.empty { display: none; }
          .moments li { padding: 0.3rem 0; }
          .moments span { display: block; }
          td::before { color: var(--dim); font-weight: 400; }
        }
        @media (max-width: 600px) { svg text { font-size: 26px; } .tight { display: none; } }
        @media print { #tools { display: none; } body { font-size: 11px; } }

        """
}
