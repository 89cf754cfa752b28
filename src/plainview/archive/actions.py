"""Store a batch of reads; make, close and drop the days. Each joins the caller's transaction."""

from plainview.archive.days import close_days, drop_day, lock_day, make_day, make_days_ahead, sweep_pictures
from plainview.archive.moving import move_packs
from plainview.archive.storing import store

__all__ = ["close_days", "drop_day", "lock_day", "make_day", "make_days_ahead", "move_packs", "store", "sweep_pictures"]
