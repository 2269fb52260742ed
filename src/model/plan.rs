//! Which probes a case needs and which of them must pass first, as data. It runs nothing.

use crate::model::case::Case;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::proxy::Proxy;
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use ProbeId::{
    ConsoleDns, ConsoleHttp, ConsoleTcp, ConsoleTls, GrpcAuth, GrpcDns, GrpcHealth, GrpcTcp, GrpcTls, LocalEnvironment,
    LocalKey, LocalUrl, RestAuth, RestCors, RestDns, RestLive, RestMeta, RestReady, RestTcp, RestTls,
};

/// A planned probe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// The probe.
    pub id: ProbeId,
    /// Probes that must have passed.
    pub needs: Vec<ProbeId>,
}

/// The probes of one run, in the order in which they are shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// The probes.
    pub probes: Vec<Planned>,
}

impl Plan {
    /// Works the plan out.
    pub fn of(case: &Case) -> Self {
        let mut plan = Self::default();
        let asks_cluster = case.symptom.is_none_or(Symptom::concerns_cluster);
        if asks_cluster {
            plan.add(LocalUrl, &[]);
            plan.add(LocalKey, &[]);
        }
        plan.add(LocalEnvironment, &[]);
        if asks_cluster {
            plan.cluster(case);
        }
        let console = case.symptom.is_some_and(Symptom::concerns_console) || case.settings.console_named;
        if console {
            let tls = plan.transport(
                [ConsoleDns, ConsoleTcp, ConsoleTls],
                &case.settings.console,
                case.settings.proxies.console.as_ref(),
                &[],
            );
            plan.add(ConsoleHttp, &[tls]);
        }
        plan
    }

    fn cluster(&mut self, case: &Case) {
        let Some(target) = case.usable_target() else {
            // Shown as skipped, so that nobody takes silence for success.
            for id in [
                RestDns, RestTcp, RestTls, RestLive, RestReady, RestAuth, RestMeta, GrpcDns, GrpcTcp, GrpcTls,
                GrpcHealth, GrpcAuth,
            ] {
                self.add(id, &[LocalUrl]);
            }
            return;
        };
        let tls =
            self.transport([RestDns, RestTcp, RestTls], &target.rest, case.settings.proxies.rest.as_ref(), &[LocalUrl]);
        self.add(RestLive, &[tls]);
        self.add(RestReady, &[tls]);
        // Over plain text, the key is sent only after this host has shown itself as a Weaviate.
        self.add(RestAuth, if target.rest.tls { &[RestTls] } else { &[RestLive] });
        self.add(RestMeta, &[RestAuth]);
        if case.symptom == Some(Symptom::BrowserAppBrokenAfterMfa) {
            self.add(RestCors, &[tls]);
        }
        // What the user's program doesn't use can't be what keeps it out.
        if !case.uses_grpc() {
            return;
        }
        let tls =
            self.transport([GrpcDns, GrpcTcp, GrpcTls], &target.grpc, case.settings.proxies.grpc.as_ref(), &[LocalUrl]);
        self.add(GrpcHealth, &[tls]);
        // Over plain text here too: anybody can answer a health check, so the key waits for a Weaviate whose REST has taken it.
        let waits = !target.grpc.tls && case.key_to_send().is_some();
        self.add(GrpcAuth, if waits { &[GrpcHealth, RestAuth] } else { &[GrpcHealth] });
    }

    /// Name resolution, connection, TLS. Returns what later probes of the chain need.
    fn transport(
        &mut self,
        [dns, tcp, tls]: [ProbeId; 3],
        endpoint: &Endpoint,
        proxy: Option<&Proxy>,
        needs: &[ProbeId],
    ) -> ProbeId {
        self.add(dns, needs);
        // A proxy that resolves names itself makes the local resolver's answer a mere remark.
        self.add(tcp, if proxy.is_some_and(Proxy::resolves) { needs } else { std::slice::from_ref(&dns) });
        if !endpoint.tls {
            return tcp;
        }
        self.add(tls, &[tcp]);
        tls
    }

    fn add(&mut self, id: ProbeId, needs: &[ProbeId]) {
        self.probes.push(Planned { id, needs: needs.to_vec() });
    }

    /// The part of it in these chains, with what concerns this machine.
    #[must_use]
    pub fn within(mut self, chains: &[Chain]) -> Self {
        let chains = self.closed(chains);
        self.probes.retain(|p| p.id.chain() == Chain::Local || chains.contains(&p.id.chain()));
        self
    }

    /// These chains and those that their probes can't do without.
    pub fn closed(&self, chains: &[Chain]) -> Vec<Chain> {
        let mut closed = chains.to_vec();
        for probe in self.probes.iter().filter(|p| chains.contains(&p.id.chain())) {
            let others = probe.needs.iter().map(|id| id.chain());
            closed.extend(others.filter(|c| *c != Chain::Local && !chains.contains(c)));
        }
        closed.dedup();
        closed
    }

    /// Whether a probe is planned.
    pub fn has(&self, id: ProbeId) -> bool {
        self.probes.iter().any(|p| p.id == id)
    }

    /// The probes of one chain, in order.
    pub fn chain(&self, chain: Chain) -> impl Iterator<Item = &Planned> {
        self.probes.iter().filter(move |p| p.id.chain() == chain)
    }

    /// The probes that need this one, directly or through others.
    pub fn dependents(&self, id: ProbeId) -> Vec<ProbeId> {
        let mut found = vec![id];
        for probe in &self.probes {
            if probe.needs.iter().any(|n| found.contains(n)) {
                found.push(probe.id);
            }
        }
        found.remove(0);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::Sourced;
    use crate::model::evidence::Origin;

    #[test]
    fn in_plain_text_a_key_waits_for_rest_and_a_part_of_the_plan_brings_rest_along() {
        // URL, gRPC endpoint, where the URL comes from, whether gRPC waits.
        let table = [
            ("http://10.0.0.7:8080", None, Origin::Argument, true),
            ("https://abc.weaviate.cloud", None, Origin::Argument, false),
            ("https://abc.weaviate.cloud", Some("grpc://10.0.0.7:50051"), Origin::Argument, true),
            ("http://10.0.0.7:8080", Some("grpcs://10.0.0.7:50051"), Origin::Argument, false),
            // A key that stays here needs no care.
            ("http://10.0.0.7:8080", None, Origin::DotEnv("WEAVIATE_URL".into()), false),
        ];
        for (url, grpc, origin, waits) in table {
            let mut case = Case::empty();
            case.url = Sourced::new(url.to_owned(), origin);
            case.key = Sourced::new(ApiKey::new("a-key".to_owned()), Origin::Variable("WEAVIATE_API_KEY".into()));
            case.settings.grpc = grpc.and_then(|text| Endpoint::read(text).ok());
            let plan = Plan::of(&case);
            let auth = plan.probes.iter().find(|p| p.id == GrpcAuth).unwrap();
            assert_eq!(auth.needs.contains(&RestAuth), waits, "{url} {grpc:?}");
            assert_eq!(plan.clone().within(&[Chain::Grpc]).has(RestAuth), waits, "{url} {grpc:?}");
            case.key.value = None;
            let keyless = Plan::of(&case);
            assert!(keyless.probes.iter().all(|p| p.id != GrpcAuth || !p.needs.contains(&RestAuth)));
        }
    }
}
