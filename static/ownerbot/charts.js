/* Draws every [data-ob-chart] out of the JSON beside it, in the admin's colours of the moment. */
(function () {
    "use strict";

    const drawn = new Map();

    /* Chart.js knows rgb only; a canvas knows whatever the style sheet says. */
    function colour(name, alpha) {
        const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        probe.canvas.width = probe.canvas.height = 1;
        probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
        probe.fillRect(0, 0, 1, 1);
        const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
        return "rgba(" + [r, g, b, alpha === undefined ? 1 : alpha].join(",") + ")";
    }

    function settings(data) {
        const dark = document.documentElement.classList.contains("dark");
        const accent = dark ? "--color-primary-400" : "--color-primary-600";
        const text = colour(dark ? "--color-base-400" : "--color-base-500");
        const grid = colour(dark ? "--color-base-800" : "--color-base-200");
        const short = new Intl.NumberFormat(undefined, { notation: "compact" });
        const last = data.values.length - 1;
        return {
            type: "bar",
            data: {
                labels: data.labels,
                datasets: [
                    {
                        data: data.values.map(Number),
                        backgroundColor: (at) => colour(accent, at.dataIndex === last ? 0.45 : 0.9),
                        hoverBackgroundColor: colour(accent),
                        borderRadius: 4,
                        maxBarThickness: 28,
                    },
                ],
            },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        padding: 10,
                        callbacks: { label: (item) => data.texts[item.dataIndex] },
                    },
                },
                scales: {
                    x: { grid: { display: false }, border: { color: grid }, ticks: { color: text, maxRotation: 0, autoSkipPadding: 16 } },
                    y: {
                        beginAtZero: true,
                        border: { display: false },
                        grid: { color: grid },
                        ticks: { color: text, maxTicksLimit: 5, callback: (value) => short.format(value) },
                        title: { display: true, text: data.unit, color: text },
                    },
                },
            },
        };
    }

    function draw() {
        drawn.forEach(function (chart, canvas) {
            if (!canvas.isConnected) {
                chart.destroy();
                drawn.delete(canvas);
            }
        });
        document.querySelectorAll("[data-ob-chart]").forEach(function (canvas) {
            const old = drawn.get(canvas);
            if (old) old.destroy();
            const data = JSON.parse(canvas.parentElement.querySelector("script").textContent);
            drawn.set(canvas, new Chart(canvas, settings(data)));
        });
    }

    draw();
    document.body.addEventListener("htmx:afterSwap", function (event) {
        if (event.target.querySelector("[data-ob-chart]")) draw();
    });
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["class"] });
})();
