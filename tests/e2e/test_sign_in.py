"""Signing in with a passkey, in a real browser with a virtual authenticator; and what one session a person means."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from factories import browser, live
from factories.access import check_access
from factories.live import LiveServer, live_server

PASSWORD = "a good long pass phrase"
pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


def with_authenticator(context: BrowserContext) -> Page:
    """A page of a device that has a passkey store, unlocked by its owner's finger."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def invited(server: LiveServer, page: Page, email: str) -> None:
    """From the invitation to the page on which a second factor is set up."""
    page.goto(re.sub(r"https?://[^/]+", server.address, live.invited(server, email, "Officer One", "operator")))
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/sign-in/**")
    live.teach(server, email)
    give_password(page, email)
    page.goto(f"{server.address}/alerts/")


def give_password(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_passkey_is_set_up_and_signs_in_alone_and_as_second_factor(server: LiveServer, chromium: Browser) -> None:
    context = chromium.new_context(bypass_csp=False)
    page = with_authenticator(context)
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)

    invited(server, page, "one@city.test")
    page.wait_for_url("**/me/second-factor/")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("Terminal in car 12")
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/me/recovery-codes/")
    page.goto(f"{server.address}/me/")
    expect(page.locator("strong", has_text="Terminal in car 12")).to_be_visible()
    expect(page.get_by_text("not used yet").first).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/alerts/")
    page.goto(f"{server.address}/me/")
    expect(page.get_by_text("last used").first).to_be_visible()

    sign_out(page)
    give_password(page, "one@city.test")
    page.wait_for_url("**/sign-in/code/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/alerts/")
    assert not troubles

    log = server.command("audit", "verify")
    assert "entries" in log
    context.close()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/")


def test_passkeys_are_named_and_removed_but_the_last_factor_stays(server: LiveServer, chromium: Browser) -> None:
    context = chromium.new_context()
    page = with_authenticator(context)
    invited(server, page, "two@city.test")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/me/recovery-codes/")
    page.goto(f"{server.address}/me/")
    expect(page.get_by_text("One second factor always stays")).to_be_visible()
    expect(page.get_by_role("link", name="Remove Passkey 1")).to_have_count(0)

    page.get_by_role("link", name="Rename Passkey 1").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.locator("strong", has_text="My phone")).to_be_visible()

    # The same device refuses a second passkey for the same person.
    page.goto(f"{server.address}/me/passkeys/new/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("This device has a passkey of yours already")).to_be_visible()

    page.goto(f"{server.address}/me/second-factor/")
    page.get_by_text("No camera? Type the secret").click()
    secret = page.locator("details .pv-mono").inner_text()
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    page.goto(f"{server.address}/me/")
    page.get_by_role("link", name="Remove the authenticator app").click()
    removal = page.url
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_text("The authenticator app is removed.")).to_be_visible()
    page.goto(removal)
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_signing_in_can_be_used_by_everyone(server: LiveServer, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    page = with_authenticator(context)
    page.goto(f"{server.address}/sign-in/")
    check_access(page)
    invited(server, page, f"wide{width}@city.test")
    check_access(page)
    page.get_by_role("link", name="Set up a passkey").click()
    check_access(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/me/recovery-codes/")
    page.goto(f"{server.address}/me/")
    check_access(page)
    context.close()


def test_a_sign_in_elsewhere_closes_the_open_alerts_within_seconds(server: LiveServer, chromium: Browser) -> None:
    context, elsewhere = chromium.new_context(), chromium.new_context()
    page = with_authenticator(context)
    invited(server, page, "three@city.test")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/me/recovery-codes/")
    page.goto(f"{server.address}/alerts/")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()

    code = first_recovery_code(context, server)
    other = elsewhere.new_page()
    other.goto(f"{server.address}/sign-in/")
    give_password(other, "three@city.test")
    other.get_by_label("Recovery code").fill(code)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/alerts/")

    expect(page.get_by_text("You are signed out").first).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_text("Somebody signed in with your log-in elsewhere")).to_be_visible()
    context.close()
    elsewhere.close()


def first_recovery_code(context: BrowserContext, server: LiveServer) -> str:
    page = context.new_page()
    page.goto(f"{server.address}/me/recovery-codes/")
    code = page.locator(".pv-codes li").first.inner_text()
    page.close()
    return code
