// Charts: plain data from the page (see common/pages/charts.py) becomes an ECharts option in the colours of the theme.
// Nothing is written as HTML: tips are elements, so that the content security policy holds.
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const words = zh ? { open: "点击查看明细", from: "至" } : { open: "Click to see what is behind it", from: "to" };
  const locale = zh ? "zh-CN" : "en";
  const style = () => getComputedStyle(document.documentElement);
  const colour = (name) => style().getPropertyValue(name).trim();
  const tone = (name) => colour(`--sm-${name}`);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();

  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

  function say(value, unit, spec, brief = false) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (unit === "percent") return `${brief ? exact.format(value) : value.toFixed(1)} %`;
    if (unit === "money") {
      const amount = value / 10 ** spec.money.places;
      return spec.money.symbol + (brief || Math.abs(amount) >= 1e5 ? short : whole).format(amount);
    }
    if (unit === "count") return (brief ? short : whole).format(value);
    return exact.format(value);
  }

  function look() {
    return {
      ink: tone("ink"), quiet: tone("quiet"), line: tone("line"), strong: tone("line-strong"), surface: tone("surface"), raised: tone("raised"),
      palette: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => colour(`--chart-${n}`)),
      ramp: ["cold", "mid", "hot"].map((n) => colour(`--chart-${n}`)),
      font: colour("--sm-font") || "sans-serif",
    };
  }

  // tips

  function line(tip, mark, name, value) {
    const row = document.createElement("span");
    row.className = "chart-tip-line";
    const label = document.createElement("span");
    label.className = "chart-tip-name";
    if (mark) {
      const dot = document.createElement("span");
      dot.textContent = "●";
      dot.style.color = mark;
      label.append(dot);
    }
    label.append(name);
    const number = document.createElement("strong");
    number.textContent = value;
    row.append(label, number);
    tip.append(row);
  }

  function tipOf(title, lines, hasLink) {
    const tip = document.createElement("div");
    tip.className = "chart-tip";
    const head = document.createElement("strong");
    head.textContent = title;
    tip.append(head);
    for (const one of lines) line(tip, ...one);
    if (hasLink) {
      const go = document.createElement("span");
      go.className = "chart-tip-go";
      go.textContent = words.open;
      tip.append(go);
    }
    return tip;
  }

  const linkOf = (spec, item) => item.data?.url || spec.series[item.seriesIndex]?.links?.[item.dataIndex] || "";

  function said(spec, item) {
    const one = spec.shown[item.seriesIndex];
    const place = item.dataIndex;
    const value = say(one.values[place], one.unit, spec);
    return one.low.length ? `${say(one.low[place], one.unit, spec)} ${words.from} ${value}` : value;
  }

  function tooltip(spec, paint) {
    const axis = spec.kind !== "heat" && !spec.series.some((one) => one.look === "points");
    return {
      trigger: axis ? "axis" : "item", confine: true, transitionDuration: 0, backgroundColor: paint.raised, borderColor: paint.line, padding: [8, 10],
      textStyle: { color: paint.ink }, axisPointer: { type: spec.series.some((one) => one.look === "bar") ? "shadow" : "line", shadowStyle: { color: paint.strong, opacity: 0.16 }, lineStyle: { color: paint.strong } },
      formatter(items) {
        const list = (Array.isArray(items) ? items : [items]).filter((item) => spec.kind === "heat" || spec.shown[item.seriesIndex]?.visible !== false);
        if (!list.length) return "";
        if (spec.kind === "heat") {
          const [column, row, value, url] = spec.cells[list[0].dataIndex];
          return tipOf(`${spec.lines[row]} · ${spec.categories[column]}`, [[null, spec.title, say(value, spec.unit, spec)]], url);
        }
        const numeric = spec.shown[list[0].seriesIndex].x;
        const title = numeric ? `${spec.xTitle ? `${spec.xTitle}: ` : ""}${exact.format(numeric[list[0].dataIndex])}` : spec.categories[list[0].dataIndex];
        const lines = list.filter((item) => spec.shown[item.seriesIndex].values[item.dataIndex] !== null).map((item) => [item.color, spec.shown[item.seriesIndex].name, said(spec, item)]);
        return tipOf(title, lines, list.some((item) => linkOf({ series: spec.shown }, item)));
      },
    };
  }

  // Weibull paper: a share of F % lies at ln(−ln(1 − F/100)).
  const onPaper = (percent) => (percent === null ? null : Math.log(-Math.log1p(-Math.min(Math.max(percent, 1e-7), 100 - 1e-10) / 100)));
  const height = (spec, value) => (spec.paper ? onPaper(value) : value);

  // axes and series

  function valueAxis(spec, paint, unit, right, narrow) {
    const axis = {
      type: "value", name: right ? "" : spec.yTitle, nameLocation: "end", nameTextStyle: { color: paint.quiet, align: "left", fontSize: 12 }, position: right ? "right" : undefined,
      axisLabel: { color: paint.quiet, fontSize: 11, hideOverlap: true, formatter: (value) => say(value, unit, spec, true) },
      splitLine: { show: !right, lineStyle: { color: paint.line } }, axisLine: { show: false }, axisTick: { show: false }, splitNumber: narrow ? 3 : 4, minInterval: unit === "count" ? 1 : 0,
    };
    if (!right && spec.range[0] !== null) axis.min = spec.range[0];
    if (!right && spec.range[1] !== null) axis.max = spec.range[1];
    if (!right && spec.range[0] === 0 && spec.range[1] === 100) axis.interval = narrow ? 50 : 25;
    if (right && unit === "percent" && spec.shown.every((one) => !one.right || one.values.every((value) => value === null || value <= 100))) Object.assign(axis, { min: 0, max: 100, interval: narrow ? 50 : 25 });
    if (!right && spec.ticks.length) {
      const places = spec.ticks.map((share) => height(spec, share));
      Object.assign(axis, { min: places[0], max: places[places.length - 1], axisTick: { show: false, customValues: places }, splitLine: { show: true, lineStyle: { color: paint.line } } });
      Object.assign(axis.axisLabel, { customValues: places, formatter: (value) => `${exact.format(spec.ticks[places.findIndex((place) => Math.abs(place - value) < 1e-6)] ?? "")} %` });
    }
    return axis;
  }

  function baseAxis(spec, paint) {
    const common = { axisLine: { lineStyle: { color: paint.strong } }, axisTick: { show: false }, nameTextStyle: { color: paint.quiet, fontSize: 12 } };
    const label = { color: paint.quiet, fontSize: 11, hideOverlap: true };
    if (spec.series.some((one) => one.x)) {
      const named = spec.xTitle ? { name: spec.xTitle, nameLocation: "middle", nameGap: 26 } : {};
      return { ...common, ...named, type: spec.xLog ? "log" : "value", scale: true, min: spec.xLog ? "dataMin" : undefined, max: "dataMax", axisLabel: { ...label, formatter: (value) => short.format(value) }, splitLine: { show: spec.ticks.length > 0, lineStyle: { color: paint.line } } };
    }
    const cut = { ...label, width: spec.horizontal ? 116 : undefined, overflow: spec.horizontal ? "truncate" : undefined, hideOverlap: !spec.horizontal, interval: spec.horizontal ? 0 : undefined };
    return { ...common, type: "category", data: spec.categories, inverse: spec.horizontal, axisLabel: cut };
  }

  const point = (one, place, value, spec) => {
    const where = one.x ? [one.x[place], height(spec, value)] : height(spec, value);
    return { value: where, url: one.links[place] || undefined, cursor: one.links[place] ? "pointer" : "default" };
  };

  // A band is two lines: the lower edge, invisible, and on top of it the difference, filled.
  function band(one, spec, ink) {
    const common = { type: "line", stack: `band-${one.name}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, stackStrategy: "all", emphasis: { disabled: true }, tooltip: { show: false } };
    const at = (values) => values.map((value, place) => (one.x ? [one.x[place], value] : value));
    const low = one.low.map((value) => height(spec, value));
    const gap = one.values.map((value, place) => (value === null || low[place] === null ? null : height(spec, value) - low[place]));
    return [
      [{ ...common, name: one.name, data: at(low), color: ink }, { ...one, visible: false }],
      [{ ...common, name: one.name, data: at(gap), areaStyle: { color: ink, opacity: 0.18 }, color: ink }, one],
    ];
  }

  function drawSeries(one, place, spec, paint) {
    const ink = one.tone ? tone(one.tone) : paint.palette[place % paint.palette.length];
    if (one.look === "band") return band(one, spec, ink);
    const data = one.values.map((value, index) => point(one, index, value, spec));
    const axis = spec.horizontal ? { xAxisIndex: one.right ? 1 : 0 } : { yAxisIndex: one.right ? 1 : 0 };
    const common = { name: one.name, data, ...axis, color: ink, animation: !calm, z: { bar: 2, points: 3 }[one.look] ?? 4 };
    if (one.look === "points") return [[{ ...common, type: "scatter", symbolSize: data.length > 60 ? 5 : 7, itemStyle: { borderColor: paint.surface, borderWidth: data.length > 60 ? 0 : 1, opacity: data.length > 60 ? 0.7 : 1 } }, one]];
    if (one.look === "bar") return [[{ ...common, type: "bar", stack: one.stack || undefined, barMaxWidth: 26, barCategoryGap: "28%", itemStyle: { borderRadius: one.stack ? 0 : spec.horizontal ? [0, 3, 3, 0] : [3, 3, 0, 0] } }, one]];
    const dots = data.length < 40 && !one.dashed && one.look === "line" && !one.x;
    return [[{ ...common, type: "line", step: one.look === "step" ? "end" : undefined, connectNulls: false, symbol: dots ? "circle" : "none", symbolSize: 5, lineStyle: { width: 2, type: one.dashed ? "dashed" : "solid" } }, one]];
  }

  function heat(spec, paint, narrow) {
    const values = spec.cells.map((cell) => cell[2]);
    const most = Math.max(...values, 1e-9);
    return {
      grid: { left: 8, right: 12, top: 8, bottom: 54, containLabel: true },
      xAxis: { type: "category", data: spec.categories, axisLabel: { color: paint.quiet, fontSize: 11, hideOverlap: true }, axisTick: { show: false }, axisLine: { show: false }, splitArea: { show: false } },
      yAxis: { type: "category", data: spec.lines, inverse: true, axisLabel: { color: paint.quiet, fontSize: 11, width: narrow ? 76 : 150, overflow: "truncate", interval: 0 }, axisTick: { show: false }, axisLine: { show: false } },
      visualMap: { min: 0, max: most, calculable: false, orient: "horizontal", left: "center", bottom: 4, itemWidth: 10, itemHeight: narrow ? 110 : 180, text: [say(most, spec.unit, spec, true), say(0, spec.unit, spec, true)], textStyle: { color: paint.quiet, fontSize: 11 }, inRange: { color: paint.ramp }, hoverLink: false },
      series: [{ type: "heatmap", data: spec.cells.map(([column, row, value, url]) => ({ value: [column, row, value], url: url || undefined, cursor: url ? "pointer" : "default" })), itemStyle: { borderColor: paint.surface, borderWidth: 2, borderRadius: 3 }, emphasis: { itemStyle: { borderColor: paint.ink, borderWidth: 1.5 } }, animation: false }],
    };
  }

  function plain(spec, paint, narrow) {
    const pairs = spec.series.flatMap((one, place) => drawSeries(one, place, spec, paint));
    spec.shown = pairs.map(([, one]) => one);
    const right = spec.series.find((one) => one.right);
    const legend = spec.series.length > 1;
    const values = [valueAxis(spec, paint, spec.unit, false, narrow), ...(right ? [valueAxis(spec, paint, right.unit, true, narrow)] : [])];
    const base = baseAxis(spec, paint);
    return {
      grid: { left: 10, right: spec.horizontal ? 28 : 14, top: (legend ? 34 : 14) + (spec.yTitle ? 22 : 0), bottom: spec.xTitle && spec.series.some((one) => one.x) ? 30 : 8, containLabel: true },
      legend: legend ? { type: "scroll", top: 4, left: 10, right: 10, icon: "roundRect", itemWidth: 12, itemHeight: 9, data: spec.series.map((one) => one.name), textStyle: { color: paint.quiet, fontSize: 12 }, inactiveColor: paint.strong, pageIconColor: paint.quiet, pageTextStyle: { color: paint.quiet } } : undefined,
      xAxis: spec.horizontal ? values : base, yAxis: spec.horizontal ? base : values,
      series: pairs.map(([option]) => option),
    };
  }

  function optionOf(spec, box) {
    const paint = look();
    const narrow = box.clientWidth < 480;
    const several = spec.series.filter((one) => one.look === "bar").length > 1;
    return {
      textStyle: { fontFamily: paint.font, color: paint.ink }, backgroundColor: "transparent", animationDuration: calm ? 0 : 350,
      aria: { enabled: true, label: { enabled: true }, decal: { show: several } },
      tooltip: tooltip(spec, paint),
      ...(spec.kind === "heat" ? heat(spec, paint, narrow) : plain(spec, paint, narrow)),
    };
  }

  function start(box) {
    if (drawn.has(box)) return;
    const spec = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chart = echarts.init(box, null, { renderer: "canvas" });
    drawn.set(box, chart);
    const paint = () => chart.setOption(optionOf(spec, box), { notMerge: true });
    paint();
    chart.on("click", (event) => { if (event.data?.url?.startsWith("/") || event.data?.url?.startsWith("?")) location.href = event.data.url; });
    document.addEventListener("sm:theme", () => setTimeout(paint));
    new ResizeObserver(() => chart.resize({ animation: { duration: 0 } })).observe(box);
  }

  const all = (root) => root.querySelectorAll("[data-chart]").forEach(start);
  const forPaper = () => drawn.forEach((chart) => chart.resize({ animation: { duration: 0 } }));
  window.addEventListener("beforeprint", forPaper);
  window.addEventListener("afterprint", forPaper);
  document.addEventListener("DOMContentLoaded", () => all(document));
  document.addEventListener("htmx:afterSettle", (event) => { if (window.echarts) all(event.target); });
  if (document.readyState === "complete") all(document);
})();
