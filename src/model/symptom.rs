//! What the user sees. The ids are those of the public interface; the words stand in `assets/knowledge/symptoms/`.

use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// A symptom. The first six are those of the source document's checklist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Symptom {
    /// The console's login fails.
    ConsoleLoginFails,
    /// 401, or “anonymous access not enabled”.
    Unauthorized,
    /// The connection hangs or times out.
    ConnectionTimeout,
    /// A browser application stopped connecting after MFA was turned on.
    BrowserAppBrokenAfterMfa,
    /// A new cluster rejects every key.
    NewClusterRejectsEveryKey,
    /// MFA blocks access and the device is gone.
    MfaDeviceUnavailable,
    /// It works in one place and not in another.
    WorksElsewhere,
    /// There is an error text.
    HaveErrorText,
    /// Anything else.
    NotSure,
}

impl Symptom {
    /// The name of the public interface.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether the cluster's own probes say anything about it.
    pub const fn concerns_cluster(self) -> bool {
        !matches!(self, Self::ConsoleLoginFails | Self::MfaDeviceUnavailable)
    }

    /// Whether reaching the console is part of it.
    pub const fn concerns_console(self) -> bool {
        matches!(self, Self::ConsoleLoginFails | Self::MfaDeviceUnavailable | Self::NotSure)
    }
}
