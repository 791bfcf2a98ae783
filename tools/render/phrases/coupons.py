"""The phrase book's part on coupons and campaigns."""

from __future__ import annotations

from tools.texts import Text

COUPON_PHRASES: dict[str, Text] = {
    "upstream.NO_SUCH_COUPON": Text("There is no such coupon."),
    "upstream.NO_SUCH_CAMPAIGN": Text("There is no such campaign."),
    # Coupons
    "coupons.title.active": Text("Coupons in use: {count}"),
    "coupons.title.most_used": Text("Coupons, the most used first: {count}"),
    "coupons.title.expiring": Text("Coupons that end, the soonest first: {count}"),
    "coupons.empty.active": Text("No coupon can be used now."),
    "coupons.empty.most_used": Text("There are no coupons."),
    "coupons.empty.expiring": Text("No coupon in use has an end."),
    "coupons.counted": Text("Used: orders with the coupon. Revenue: the paid ones among them."),
    "coupons.column.coupon": Text("Coupon"),
    "coupons.column.uses": Text("Used"),
    "coupons.column.revenue": Text("Revenue"),
    "coupons.column.until": Text("Until"),
    "coupons.suggest.active": Text("Coupons in use"),
    "coupons.suggest.most_used": Text("Most used"),
    "coupons.suggest.end": Text("Disable one…"),
    "coupons.suggest.expiring": Text("Ending soon"),
    "coupon.worth": Text("−{worth}"),
    "coupon.uses": Text("{uses}"),
    "coupon.uses.of": Text("{uses} of {most}"),
    "coupon.until.never": Text("no end"),
    "coupon.until": Text("until {day}"),
    "coupon.state.active": Text("active"),
    "coupon.state.disabled": Text("disabled"),
    "coupon.state.ended": Text("ended {day}"),
    "coupon.state.later": Text("starts {day}"),
    "coupon.state.used_up": Text("used up"),
    "coupon.gives": Text("Takes off"),
    "coupon.from": Text("From"),
    "coupon.from.now": Text("at once"),
    "coupon.to": Text("Until"),
    "coupon.most": Text("Uses"),
    "coupon.most.any": Text("any number"),
    "coupon.used": Text("Used so far"),
    "coupon.brought": Text("Revenue with it"),
    "coupon.create.title": Text("New coupon {code}"),
    "coupon.reason.limit": Text("⚠️ It takes more than {percent}% off."),
    "coupon.create.done": Text("Coupon {code} created"),
    "coupon.create.meaning": Text("Whoever knows the code can use it."),
    "coupon.exists": Text(
        "There is a coupon {code} already. Choose another code. Nothing was changed."
    ),
    "coupon.missing": Text("There is no coupon {code}. Check the code. Nothing was changed."),
    "coupon.one_worth": Text(
        "Say what the coupon takes off: so many per cent or an amount, not both."
    ),
    "coupon.ended_already": Text(
        "The coupon would have ended before it starts or already by now. Correct its end."
    ),
    "coupon.disable.title": Text("Coupon to disable: {code}"),
    "coupon.disable.done": Text("Coupon disabled: {code}"),
    "coupon.disable.meaning": Text(
        "Nobody can use it any more; orders that have it keep what it took off."
    ),
    "coupon.disable.already": Text("This coupon is disabled already."),
    "coupon.undo.create": Text("Undo: take coupon {code} away"),
    "coupon.undo.disable": Text("Undo: coupon {code} active again"),
    "coupon.undo.used": Text(
        "The coupon was used, so it stays. Disable it if nobody is to use it any more."
    ),
    "coupon.undo.changed": Text("The coupon has changed since."),
    "coupon.undone.create": Text("Coupon {code} taken away"),
    "coupon.undone.disable": Text("Coupon {code} is active again"),
    "coupon.state.none": Text("does not exist"),
    # Campaigns
    "campaign.column": Text("Campaign"),
    "campaign.title.pause": Text("Campaign to pause: {id}"),
    "campaign.title.resume": Text("Campaign to resume: {id}"),
    "campaign.done.pause": Text("Campaign paused: {id}"),
    "campaign.done.resume": Text("Campaign resumed: {id}"),
    "campaign.state.pause": Text("paused"),
    "campaign.state.resume": Text("running"),
    "campaign.meaning.pause": Text("It stops spending up to {daily} a day."),
    "campaign.meaning.resume": Text("It will spend up to {daily} a day again."),
    "campaign.already.pause": Text("This campaign is paused already."),
    "campaign.already.resume": Text("This campaign is running already."),
    "campaign.name": Text("Name"),
    "campaign.channel": Text("Channel"),
    "campaign.daily": Text("A day"),
    "campaign.spent": Text("Spent so far"),
    "campaign.missing": Text("There is no campaign {id}. Check the number. Nothing was changed."),
    "campaign.undo.changed": Text("The campaign has changed since."),
}
