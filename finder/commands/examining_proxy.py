"""The checks of `finder doctor` in front of the app: the proxy, and the public address."""

from finder.commands.public_address import PublicAnswer, Trouble, asked, leads_to_https
from finder.commands.remark import Remark, Remarks, Verdict, counted
from finder.config import Settings
from finder.server_process import server_processes


def of_proxy(settings: Settings) -> Remarks:
    """Yield remarks on whether the app can safely serve other machines."""
    serving = len(server_processes(settings.data)) if settings.data.exists() else 0
    processes = counted(serving, "process of this app serves", "processes of this app serve")
    yield Remark("server", Verdict.OK, f"{processes} this data folder")
    if not settings.behind_tls_proxy:
        text = "FINDER_BEHIND_TLS_PROXY is off, so the app serves this machine alone, unless it is started otherwise"
        yield Remark("proxy", Verdict.OK, text)
    elif not settings.hosts:
        text = "FINDER_HOSTS is not set, and behind a proxy the app does not start without it"
        yield Remark("proxy", Verdict.WRONG, text, "name the hosts, such as FINDER_HOSTS=pain.example.org")
    else:
        text = f"{', '.join(settings.hosts)} through {', '.join(settings.proxies)}, and nobody else"
        yield Remark("proxy", Verdict.OK, text)
        for host in settings.hosts:
            yield from of_address(host)


def of_address(host: str) -> Remarks:
    """Yield remarks on whether the proxy answers over HTTPS, and passes on what the app needs. Only this machine
    asks."""
    address = f"https://{host.lstrip('.')}/"
    try:
        found = asked(f"{address}healthz"), asked(f"{address}privacy"), asked(f"{address}readyz")
    except Trouble as error:
        verdict = Verdict.WRONG if error.is_wrong else Verdict.NOTE
        yield Remark("proxy", verdict, f"{address} {error}", error.cure)
        return
    troubles = list(troubles_of(address, *found))
    yield from troubles
    if not troubles:
        yield Remark("proxy", Verdict.OK, f"{address} answers, with what the app needs from the proxy")


def troubles_of(address: str, alive: PublicAnswer, page: PublicAnswer, ready: PublicAnswer) -> Remarks:
    """Yield a remark for each fault in these responses."""
    if not alive.is_ours:
        text, cure = f"{address} is answered with {alive.status}, and not by this app", AWAY.get(alive.status, NOT_OURS)
        yield Remark("proxy", Verdict.WRONG, text, cure)
    elif page.status in REFUSED:
        yield Remark("proxy", Verdict.WRONG, f"{address} is refused by the app ({page.status})", REFUSED[page.status])
    elif not page.is_safe:
        text = f"{address} comes without Strict-Transport-Security, which the app sends"
        yield Remark("proxy", Verdict.WRONG, text, "let the proxy pass the headers of the app on")
    if alive.is_ours and ready.is_ours:
        text = f"{address}readyz is open to strangers, and each answer is a write"
        yield Remark("proxy", Verdict.NOTE, text, "let the proxy answer 404 there, as the examples in deploy/ do")
    if not leads_to_https(address):
        text = f"{address.replace('https', 'http', 1)} is answered without https"
        yield Remark("proxy", Verdict.WRONG, text, "let the proxy lead http to https")


NOT_OURS = "let the proxy pass requests for this name on to the app"
AWAY = dict.fromkeys((502, 503, 504), "start the app, and see that the proxy names its port")
REFUSED = {
    400: "let the proxy pass the header Host on as the browser sent it",
    421: "let the proxy send X-Forwarded-Proto, and name its address in FINDER_PROXIES",
}
"""The statuses of the app if the proxy does not send what the app needs, with the cure."""
