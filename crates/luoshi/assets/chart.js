// Draws the line of an indicator and its targets; the table beside it says the same in numbers.
"use strict";
const holder = document.querySelector("[data-chart]");
const data = document.querySelector("[data-chart-data]");
if (holder && data && window.echarts) {
  const facts = JSON.parse(data.textContent);
  if (facts.values.some((value) => value !== null)) {
    holder.classList.add("drawn");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    let chart;
    const draw = () => {
      chart?.dispose();
      chart = echarts.init(holder, dark.matches ? "dark" : null);
      const ink = getComputedStyle(document.documentElement);
      const colour = (name) => ink.getPropertyValue(name).trim();
      chart.setOption({
        backgroundColor: "transparent",
        animation: false,
        color: [colour("--track"), colour("--off")],
        grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
        legend: { data: [facts.value, facts.target], top: 0 },
        tooltip: { trigger: "axis", renderMode: "richText" },
        xAxis: { type: "category", data: facts.years.map(String) },
        yAxis: { type: "value", scale: true },
        series: [
          { name: facts.value, type: "line", data: facts.values, symbolSize: 8, connectNulls: false },
          { name: facts.target, type: "line", data: facts.targets, symbol: "diamond", symbolSize: 10, lineStyle: { type: "dashed" } },
        ],
      });
    };
    draw();
    dark.addEventListener("change", draw);
    addEventListener("resize", () => chart.resize());
    addEventListener("beforeprint", () => chart.resize());
  }
}
