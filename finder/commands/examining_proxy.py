"""The checks of `finder doctor` in front of the app: the proxy, and the public
address."""

from finder.commands.doctor_output import (
    Remark,
    Remarks,
    Verdict,
    counted,
    note,
    ok,
    wrong,
)
from finder.commands.public_address import PublicAnswer, Trouble, asked, leads_to_https
from finder.config import Settings
from finder.server_process import server_processes


def check_proxy(settings: Settings) -> Remarks:
    """Yield remarks on whether the app can safely serve other machines."""
    serving = len(server_processes(settings.data)) if settings.data.exists() else 0
    processes = counted(
        serving, "process of this app serves", "processes of this app serve"
    )
    yield ok("server", f"{processes} this data folder")
    if not settings.behind_tls_proxy:
        text = (
            "FINDER_BEHIND_TLS_PROXY is off, so the app serves only this machine, unless it is started with "
            "--behind-tls-proxy"
        )
        yield ok("proxy", text)
    elif not settings.hosts:
        text = "FINDER_HOSTS is not set, but the app needs it behind a proxy"
        yield wrong(
            "proxy", text, "list the host names, such as FINDER_HOSTS=pain.example.org"
        )
    else:
        text = f"the app answers only to {', '.join(settings.hosts)}, through {', '.join(settings.proxies)}"
        yield ok("proxy", text)
        for host in settings.hosts:
            yield from check_address(host)


def check_address(host: str) -> Remarks:
    """Yield remarks on whether the proxy answers over HTTPS, and passes on what the app
    needs. Only this machine asks."""
    address = f"https://{host.lstrip('.')}/"
    try:
        found = (
            asked(f"{address}healthz"),
            asked(f"{address}privacy"),
            asked(f"{address}readyz"),
        )
    except Trouble as error:
        verdict = Verdict.WRONG if error.is_wrong else Verdict.NOTE
        yield Remark("proxy", verdict, f"{address} {error}", error.fix)
        return
    troubles = list(troubles_of(address, *found))
    yield from troubles
    if not troubles:
        yield ok("proxy", f"{address} answers, and the proxy sends what the app needs")


def troubles_of(
    address: str, alive: PublicAnswer, page: PublicAnswer, ready: PublicAnswer
) -> Remarks:
    """Yield a remark for each fault in these responses."""
    if not alive.is_ours:
        text = f"{address} answers with status {alive.status}, and not from this app"
        yield wrong("proxy", text, AWAY.get(alive.status, NOT_OURS))
    elif page.status in REFUSED:
        yield wrong(
            "proxy",
            f"{address} is refused by the app ({page.status})",
            REFUSED[page.status],
        )
    elif not page.is_safe:
        text = f"{address} arrives without the header Strict-Transport-Security, which the app sends"
        yield wrong("proxy", text, "configure the proxy to pass on the app's headers")
    if alive.is_ours and ready.is_ours:
        text = f"{address}readyz is open to the public, and each request writes to the database"
        yield note(
            "proxy", text, "configure the proxy to answer 404 there, as in deploy/"
        )
    if not leads_to_https(address):
        text = f"{address.replace('https', 'http', 1)} is answered without https"
        yield wrong("proxy", text, "configure the proxy to redirect http to https")


NOT_OURS = "configure the proxy to forward requests for this name to the app"
AWAY = dict.fromkeys(
    (502, 503, 504), "start the app, and check that the proxy forwards to its port"
)
REFUSED = {
    400: "configure the proxy to pass on the browser's Host header unchanged",
    421: "configure the proxy to send X-Forwarded-Proto, and add its address to FINDER_PROXIES",
}
"""The statuses of the app if the proxy does not send what the app needs, each
with its fix."""
