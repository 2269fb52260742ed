//! How options and values are read into a case.

use super::*;

#[test]
fn connect_to_is_read_as_curl_does() {
    let c = ConnectTo::read("H.weaviate.cloud:443:127.0.0.1:8443").unwrap();
    assert!(c.applies("h.weaviate.cloud", 443) && !c.applies("h.weaviate.cloud", 444) && !c.applies("x", 443));
    assert!(ConnectTo::read(":::[::1]:8443").is_err());
    let any = ConnectTo::read("::[::1]:8443").unwrap();
    assert!(any.applies("anything", 1) && any.to_address == Some("::1".parse().unwrap()));
    for bad in ["", "a:b:c:d", "h:443", "h:443:nowhere:1", "h:443:127.0.0.1:99999"] {
        assert!(ConnectTo::read(bad).is_err(), "{bad}");
    }
}

#[test]
fn proxies_are_read_and_never_show_credentials() {
    let p = Proxy::read("http://us%40er:pa%3Ass@proxy.example:3128/", Origin::Argument).unwrap();
    assert_eq!(p.url(), "http://proxy.example:3128");
    assert!(!format!("{p:?}").contains("ss@") && !format!("{p:?}").contains("pa"));
    assert!(p.credentials.is_some_and(|(u, w)| u.expose() == "us@er" && w.expose() == "pa:ss"));
    assert_eq!(Proxy::read("proxy.example", Origin::Argument).unwrap().url(), "http://proxy.example:1080");
    for (text, url) in [
        ("http://proxy:80/x", "http://proxy:80"),
        ("http://[::1]:80?a=:1", "http://[::1]:80"),
        ("http://[::80]/", "http://[::80]:1080"),
        ("proxy/:80", "http://proxy:1080"),
    ] {
        assert_eq!(Proxy::read(text, Origin::Argument).unwrap().url(), url, "{text}");
    }
    assert_eq!(Proxy::read_for("proxy.example", Origin::Argument, 443).unwrap().url(), "http://proxy.example:443");
    assert_eq!(Proxy::read("socks5h://[::1]:9", Origin::Argument).unwrap().url(), "socks5h://[::1]:9");
    assert!(Proxy::read("ftp://x", Origin::Argument).is_err());
    assert!(Proxy::read("http://", Origin::Argument).is_err());
}

#[test]
fn the_key_in_the_place_of_the_url_is_no_host() {
    for (url, is_key) in [("my-cluster-key", true), (" https://my-cluster-key/ ", true), ("my-cluster-keys", false)] {
        let mut case = Case::empty();
        case.key = Sourced::new(ApiKey::new("my-cluster-key".into()), Origin::Typed);
        case.url = Sourced::new(url.into(), Origin::Argument);
        assert_eq!(case.target() == Some(Err(UrlProblem::LooksLikeKey)), is_key, "{url}");
    }
}

#[test]
fn debug_output_of_a_case_has_no_key() {
    let key = Sourced::new(ApiKey::new("planted-key-0123456789".into()), Origin::Typed);
    let case = Case { key, ..Case::empty() };
    assert!(!format!("{case:?}").contains("planted"));
}
