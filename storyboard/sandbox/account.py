"""The play money: a balance that goes down and survives a restart."""

from dataclasses import dataclass
from decimal import Decimal

from storyboard.sandbox.replies import not_enough_credits
from storyboard.sandbox.store import Store, balance_path, read_json, write_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Credits left, and credits there were at first."""

    available: Decimal
    total: Decimal


def open_account(store: Store, *, credits: Decimal) -> Account:
    """Find the account, or open it with `credits`."""
    data = read_json(balance_path(store))
    if isinstance(data, dict):
        return Account(available=Decimal(data["available"]), total=Decimal(data["total"]))
    return _save(store, Account(available=credits, total=credits))


def covers(account: Account, amount: Decimal) -> None:
    """Raise the refusal where the balance does not cover an amount."""
    if account.available < amount:
        raise not_enough_credits()


def charge(store: Store, account: Account, amount: Decimal) -> Account:
    """Take an amount off. Raises the refusal where the balance does not cover it."""
    covers(account, amount)
    return _save(store, Account(available=account.available - amount, total=account.total))


def _save(store: Store, account: Account) -> Account:
    write_json(balance_path(store), {"available": str(account.available), "total": str(account.total)})
    return account
