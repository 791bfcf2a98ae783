"""The phrases of forecasts and purchase plans."""

from __future__ import annotations

from tools.texts import Plural, Text

FORECAST_PHRASES: dict[str, Text] = {
    "forecast.title": Text("Demand forecast: {window}"),
    "forecast.title.none": Text("No forecast yet"),
    "forecast.units": Text("Pieces"),
    "forecast.orders": Text("Paid orders", context="how many"),
    "forecast.revenue": Text("Revenue"),
    "forecast.change": Plural("Pieces against the {days} day before", "Pieces against the {days} days before", by="days"),
    "forecast.busiest": Text("Busiest day"),
    "forecast.method": Plural("From the sales of {days} day; in 8 cases of 10 it stays within the range in brackets.", "From the sales of {days} days; in 8 cases of 10 it stays within the range in brackets.", by="days"),
    "forecast.today": Text("Today is foreseen as a whole day: what it brought so far is not counted."),
    "forecast.too_little": Plural("Sales are on record for {days} day, with something sold on {busy} of them; a forecast needs {most_days} days, {most_busy} of them with sales.", "Sales are on record for {days} days, with something sold on {busy} of them; a forecast needs {most_days} days, {most_busy} of them with sales.", by="days"),
    "forecast.nothing": Plural("Nothing was sold in the last {days} day, so there is nothing to foresee from.", "Nothing was sold in the last {days} days, so there is nothing to foresee from.", by="days"),
    "forecast.column.expected": Text("Will sell"),
    "forecast.column.stock": Text("In stock"),
    "forecast.chart": Text("Pieces sold a day, and what is expected"),
    "forecast.chart.unit": Text("pcs"),
    "forecast.chart.band": Text("expected; 8 days of 10 in this range"),
    "forecast.suggest.stock": Text("Low in stock"),
    "forecast.suggest": Plural("Forecast, {days} day", "Forecast, {days} days", by="days"),
    "reorder.title": Plural("To reorder in the next {days} day: {count}", "To reorder in the next {days} days: {count}", by="days"),
    "reorder.title.nothing": Text("Nothing to reorder"),
    "reorder.nothing": Plural("The stock is enough for the delivery times and {days} day more.", "The stock is enough for the delivery times and {days} days more.", by="days"),
    "reorder.pieces": Text("Pieces in all"),
    "reorder.sold_out": Text("Sold out already"),
    "reorder.now": Text("To order now"),
    "reorder.column.quantity": Text("Order", context="to order goods"),
    "reorder.column.when": Text("When"),
    "reorder.by": Text("by {day}"),
    "reorder.by.now": Text("now"),
    "reorder.rule": Plural("How many: what should sell until the delivery comes and {days} day more, plus a safety stock (1.3 × √ of the sales until then), less the stock.", "How many: what should sell until the delivery comes and {days} days more, plus a safety stock (1.3 × √ of the sales until then), less the stock.", by="days"),
    "reorder.on_the_way": Text("What is already on its way from suppliers is not known here: take it off."),
    "reorder.note.sold_out": Text("Of sold-out products only the days up to the last sale count."),
    "reorder.note.unknown": Plural("Sold out, without a sale in {days} day, so their demand is unknown: {count}", "Sold out, without a sale in {days} days, so their demand is unknown: {count}", by="days"),
    "reorder.note.no_lead_days": Plural("Delivery time not given, {lead} day assumed: {count}", "Delivery time not given, {lead} days assumed: {count}", by="lead"),
    "reorder.note.hidden": Text("Hidden products, left out: {count}"),
    "reorder.suggest": Plural("Reorder, {days} day", "Reorder, {days} days", by="days"),
}  # fmt: skip
