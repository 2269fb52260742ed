//! HTTP requests of the probes: reqwest over the addresses, proxy and trust that the chain's earlier probes established; every answer is
//! bounded in time and size, no redirect is followed. It says what came back, not what it means.

use super::dial::{self, Tools, Way};
use super::{Shared, dns, tcp, tls, trust};
use crate::answer::{Answer, Raw};
use crate::case::ProxyScheme;
use crate::evidence::{Broken, Evidence, Failure, ProbeId, ProxyTrouble, Waiting};
use crate::secret::ApiKey;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, HOST, HeaderValue};
use reqwest::{Client, Method, Proxy, RequestBuilder, Url};
use std::error::Error as _;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Longest body that is read, in bytes. `/v1/meta` with every module is under 10 kB.
const LONGEST_BODY: usize = 256 * 1024;
/// Most headers that are read.
const MOST_HEADERS: usize = 100;

/// A client for one chain.
pub(super) struct Http {
    id: ProbeId,
    client: Client,
    base: Url,
    host: Option<HeaderValue>,
    reached: Vec<SocketAddr>,
    bound: Duration,
}

/// An answer as it came.
pub(super) struct Reply {
    pub answer: Answer,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The body was longer than what is read.
    pub cut: bool,
    pub took: Duration,
}

impl Reply {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Gives the addresses that the TCP probe reached, whatever name is asked for.
struct Reached(Vec<SocketAddr>);

impl Resolve for Reached {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

impl Http {
    /// A client for the probe's chain.
    pub async fn new(id: ProbeId, shared: &Shared, found: &Evidence) -> Result<Self, Failure> {
        let way = shared.way(id).ok_or(Failure::UrlMissing)?;
        Self::over(id, &way, tcp::reached(found, id), shared).await
    }

    /// A client for another endpoint, which no probe has looked at.
    pub async fn towards(way: &Way<'_>, shared: &Shared) -> Result<Self, Failure> {
        let addresses = match (way.pinned, way.endpoint.address()) {
            (Some(address), _) | (None, Some(address)) => vec![address],
            (None, None) if way.proxy.is_some_and(crate::case::Proxy::resolves) => Vec::new(),
            (None, None) => dns::addresses(&way.endpoint.host, shared.case.settings.dns_server, shared.bound()).await,
        };
        let reached = addresses.into_iter().map(|address| SocketAddr::new(address, way.port)).collect();
        Self::over(ProbeId::RestAuth, way, reached, shared).await
    }

    async fn over(id: ProbeId, way: &Way<'_>, reached: Vec<SocketAddr>, shared: &Shared) -> Result<Self, Failure> {
        let trust = shared.trust().await;
        let (config, _) = trust::config(&trust, tls::REST).map_err(|_| Failure::Defect)?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(config)
            .http1_only()
            .http1_max_headers(MOST_HEADERS)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("weaviate-doctor/", env!("CARGO_PKG_VERSION")))
            .no_proxy();
        let mut base = Url::parse(&way.endpoint.to_string()).map_err(|_| Failure::Defect)?;
        let mut host = None;
        if let Some(proxy) = way.proxy {
            let scheme = match proxy.scheme {
                ProxyScheme::Socks5 => proxy.url().replace("socks5://", "socks5h://"),
                ProxyScheme::Http | ProxyScheme::Https | ProxyScheme::Socks5h => proxy.url(),
            };
            let mut through = Proxy::all(scheme).map_err(|_| Failure::Defect)?;
            if let Some((user, password)) = &proxy.credentials {
                through = through.basic_auth(user.expose(), password.expose());
            }
            builder = builder.proxy(through);
        } else {
            builder = builder.dns_resolver(Reached(reached.clone()));
            if way.port != way.endpoint.port {
                // A port in the URL would win over the one that `--connect-to` names.
                host = HeaderValue::from_str(&way.endpoint.authority()).ok();
                base.set_port(None).map_err(|()| Failure::Defect)?;
            }
        }
        let client = builder.build().map_err(|_| Failure::Defect)?;
        Ok(Self { id, client, base, host, reached, bound: shared.bound() })
    }

    /// GET with or without a key.
    pub async fn get(&self, path: &str, key: Option<&ApiKey>, shared: &Shared) -> Result<Reply, Failure> {
        let mut request = self.request(Method::GET, path)?;
        if let Some(key) = key {
            request = request.header(AUTHORIZATION, bearer(key).ok_or(Failure::Defect)?);
        }
        self.send(request, shared).await
    }

    /// A request for a path, without sending it.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Failure> {
        let url = self.base.join(path).map_err(|_| Failure::Defect)?;
        let request = self.client.request(method, url);
        Ok(match &self.host {
            Some(host) => request.header(HOST, host.clone()),
            None => request,
        })
    }

    /// Sends a request and reads what fits.
    pub async fn send(&self, request: RequestBuilder, shared: &Shared) -> Result<Reply, Failure> {
        let begin = Instant::now();
        let late = || Failure::TimedOut { waiting_for: Waiting::Response, after: self.bound };
        let mut response = match timeout(self.bound, request.send()).await {
            Err(_) => return Err(late()),
            Ok(Err(error)) if error.is_connect() => {
                let refused = self.ask_proxy(shared).await;
                return Err(refused.unwrap_or_else(|| failure(&error, self.bound)));
            }
            Ok(Err(error)) => return Err(failure(&error, self.bound)),
            Ok(Ok(response)) => response,
        };
        let took = begin.elapsed();
        let status = response.status().as_u16();
        let header = |(n, v): (&reqwest::header::HeaderName, &HeaderValue)| {
            (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())
        };
        let headers: Vec<(String, String)> = response.headers().iter().map(header).collect();
        let left = self.bound.saturating_sub(begin.elapsed());
        let mut body = Vec::new();
        let mut cut = false;
        let whole = timeout(left, async {
            while body.len() < LONGEST_BODY {
                match response.chunk().await {
                    Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(LONGEST_BODY - body.len())]),
                    Ok(None) => return Ok(()),
                    Err(error) => return Err(failure(&error, self.bound)),
                }
            }
            cut = true;
            Ok(())
        });
        match whole.await {
            // A refusal is a refusal even if its page never ends.
            Ok(Ok(())) => {}
            Err(_) if status < 400 => return Err(late()),
            Ok(Err(failure)) if status < 400 => return Err(failure),
            Err(_) | Ok(Err(_)) => cut = true,
        }
        if cut {
            // The cut may go through an echoed key, whose beginning no redactor would find.
            body.truncate(body.len().saturating_sub(shared.redactor.longest()));
        }
        let raw = Raw { status, headers: &headers, body: &body };
        Ok(Reply { answer: Answer::recognise(raw, &shared.redactor), headers, body, cut, took })
    }
}

impl Http {
    /// What the proxy says when it doesn't open the way: the HTTP library keeps that to itself. None without a proxy, or when it opens it.
    async fn ask_proxy(&self, shared: &Shared) -> Option<Failure> {
        let way = shared.way(self.id)?;
        let proxy = way.proxy.filter(|_| way.endpoint.tls)?;
        let trust = shared.trust().await;
        let tools = Tools { bound: self.bound, redactor: &shared.redactor, trust: &trust };
        match dial::tcp(&self.reached, self.bound).await {
            Ok(stream) => dial::tunnel(stream, &way, proxy, &tools).await.stream.err(),
            Err(_) => Some(Failure::ProxyUnreachable { proxy: proxy.url(), why: ProxyTrouble::Refused }),
        }
    }
}

/// `Bearer KEY`, marked so that no log shows it; none when the text can't stand in a header.
pub(super) fn bearer(key: &ApiKey) -> Option<HeaderValue> {
    let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What an error of the HTTP library means, from the types in its chain of sources.
fn failure(error: &reqwest::Error, bound: Duration) -> Failure {
    let mut source = error.source();
    let mut broken = None;
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            if let Some(tls) = io.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                let alert = crate::clean::Clean::up_to(&tls.to_string(), 80);
                return Failure::TlsAlert { alert };
            }
            // The HTTP library's own complaints about lengths and chunks.
            if matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput) {
                return Failure::NotHttp(Broken::Malformed);
            }
            return dial::io_failure(io, Waiting::Response);
        }
        if let Some(http) = inner.downcast_ref::<hyper::Error>() {
            broken = if http.is_timeout() {
                return Failure::TimedOut { waiting_for: Waiting::Response, after: bound };
            } else if http.is_parse_too_large() {
                Some(Failure::NotHttp(Broken::HeadersTooLarge))
            } else if http.is_parse() {
                Some(Failure::NotHttp(Broken::Malformed))
            } else if http.is_incomplete_message() || http.is_closed() || http.is_canceled() {
                Some(Failure::Cut { waiting_for: Waiting::Response, reset: false })
            } else {
                broken
            };
        }
        source = inner.source();
    }
    broken.unwrap_or(if error.is_timeout() {
        Failure::TimedOut { waiting_for: Waiting::Response, after: bound }
    } else {
        Failure::NotHttp(Broken::Malformed)
    })
}
