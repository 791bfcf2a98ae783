"""Readers of what reads ask for: lists, rankings, figures, stock, chats that wait."""
