"""The tables of the demo shop, of its generation, and of which shop answers."""

from __future__ import annotations

from tools.models.making import DemoShape, DemoStep, StepKind
from tools.models.shop import (
    DemoCampaign,
    DemoChatThread,
    DemoCoupon,
    DemoCustomer,
    DemoOrder,
    DemoOrderItem,
    DemoProduct,
    DemoRefund,
    DemoVisits,
    OrderStatus,
    PaymentStatus,
    RefundReason,
    ShippingStatus,
)
from tools.models.source import DataSource, DemoWrite

__all__ = [
    "DataSource",
    "DemoCampaign",
    "DemoChatThread",
    "DemoCoupon",
    "DemoCustomer",
    "DemoOrder",
    "DemoOrderItem",
    "DemoProduct",
    "DemoRefund",
    "DemoShape",
    "DemoStep",
    "DemoVisits",
    "DemoWrite",
    "OrderStatus",
    "PaymentStatus",
    "RefundReason",
    "ShippingStatus",
    "StepKind",
]
