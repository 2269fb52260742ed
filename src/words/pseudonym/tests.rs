//! Names as they occur, and what stands for them.

use super::*;

fn pseudonyms() -> Pseudonyms {
    Pseudonyms::keyed(b"abc123.c0.europe-west3.gcp.weaviate.cloud")
}

#[test]
fn the_same_name_gets_the_same_pseudonym_under_the_same_key_only() {
    let other = Pseudonyms::keyed(b"other.weaviate.cloud");
    for host in ["proxy.acme.example.com", "abc123.c0.europe-west3.gcp.weaviate.cloud", "203.0.113.7", "2600:1f18::7"] {
        assert_eq!(pseudonyms().host(host), pseudonyms().host(&host.to_uppercase()));
        assert_ne!(pseudonyms().host(host), other.host(host));
        assert!(!pseudonyms().host(host).contains("acme") && !pseudonyms().host(host).contains("abc123"));
    }
}

#[test]
fn names_keep_their_shape() {
    let p = pseudonyms();
    let cluster = p.host("grpc-abc123.c0.europe-west3.gcp.weaviate.cloud");
    assert!(
        cluster.starts_with("grpc-cluster-") && cluster.ends_with(".c0.europe-west3.gcp.weaviate.cloud"),
        "{cluster}"
    );
    assert!(p.host("acme.aws.weaviate.cloud").ends_with(".aws.weaviate.cloud"));
    assert!(!p.host("x.acme.weaviate.cloud").contains("acme"));
    assert_eq!(p.host("*.c0.europe-west3.gcp.weaviate.cloud"), "*.c0.europe-west3.gcp.weaviate.cloud");
    for public in ["console.weaviate.cloud", "docs.weaviate.io", "localhost", "127.0.0.1", "::1"] {
        assert_eq!(p.host(public), public);
    }
    let address = |text: &str| p.address(text.parse().unwrap());
    for (real, begins) in [
        ("10.1.2.3", "ip-private-"),
        ("192.168.1.9", "ip-private-"),
        ("169.254.7.7", "ip-local-"),
        ("8.8.8.8", "ip-"),
        ("fd12::1", "ip6-private-"),
        ("fe80::1", "ip6-local-"),
        ("2600::1", "ip6-"),
    ] {
        let new = address(real);
        assert!(new.starts_with(begins) && new.matches('-').count() == begins.matches('-').count(), "{new}");
        let (was, read): (IpAddr, _) = (real.parse().unwrap(), read_address(&new).unwrap());
        assert_eq!(was.is_ipv4(), read.is_ipv4());
        assert_eq!(read_address(&p.foreign(&SocketAddr::new(was, 443).to_string())), Some(read));
        // Once more changes nothing.
        assert_eq!(p.text(&new), new);
    }
    assert_ne!(read_address(&address("8.8.8.8")), read_address(&address("8.8.4.4")));
    assert_eq!((read_address("ip-zz"), read_address("host-3f9a1c"), read_address("x")), (None, None, None));
    assert!(p.foreign("http://user:pass@proxy.acme.com:3128/path").starts_with("http://host-"));
    assert!(p.foreign("http://user:pass@proxy.acme.com:3128/path").ends_with(".example:3128"));
    let list = p.foreign("localhost,.acme.com,10.0.0.0/8");
    assert!(list.starts_with("localhost,.host-") || list.contains("[text-"), "{list}");
}

#[test]
fn texts_that_name_nobody_stay() {
    let p = pseudonyms();
    for text in [
        "HTTP/1.1 407 Proxy Authentication Required",
        "default backend - 404",
        "nginx/1.25.3",
        "1.37.2",
        "invalid api key",
    ] {
        assert_eq!(p.foreign(text), text);
    }
    for text in ["Acme Corp web filter", "Basic realm=\"acme\"", "user 'alice' is forbidden", "CN=Acme Root"] {
        let new = p.foreign(text);
        assert!(new.starts_with("[text-") && new.len() < 16, "{new}");
    }
}

#[test]
fn sentences_and_code_are_searched() {
    let mut p = pseudonyms();
    p.learn_host("abc123.c0.europe-west3.gcp.weaviate.cloud");
    p.learn("alice", "user-1");
    let message = "Acme Corp says no ".repeat(30);
    let stands = p.learn_text(message.trim());
    let table = [
        ("TCP 443 to 203.0.113.7: refused by 2600:1f18::7, 8.8.8.8.", vec!["203.0.113.7", "2600", "8.8.8.8"]),
        ("https://abc123.c0.europe-west3.gcp.weaviate.cloud/v1/meta", vec!["abc123"]),
        ("grpc-other1.c0.europe-west3.gcp.weaviate.cloud:443", vec!["other1"]),
        ("the user alice, “alice”, (alice)", vec!["alice"]),
        ("the proxy http://proxy.acme.com:3128 refuses, [2600::1]:443 too", vec!["acme", "2600"]),
        ("cluster abc123 is gone", vec!["abc123"]),
    ];
    for (text, gone) in table {
        let new = p.text(text);
        assert!(gone.iter().all(|name| !new.contains(name)), "{new}");
    }
    let cut = format!("it said: “{}”", crate::model::sanitized::SanitizedText::up_to(message.trim(), 120));
    assert_eq!(p.text(&cut), format!("it said: “{stands}”"));
    for same in [
        "malice aforethought",
        "client.connect(weaviate.classes.init) # 4.24.1 at 10:00:00",
        "see https://docs.weaviate.io/x",
    ] {
        assert_eq!(p.text(same), same);
    }
}

#[test]
fn a_cluster_of_the_config_file_loses_its_name_and_words_stay_words() {
    let mut names = Pseudonyms::keyed(b"abc.weaviate.cloud");
    names.learn_cluster("weaviate");
    names.learn_cluster("eu-production");
    let text = names.text("import weaviate; “weaviate” and eu-production");
    assert!(text.starts_with("import weaviate; “cluster-") && !text.contains("eu-production"), "{text}");
}
