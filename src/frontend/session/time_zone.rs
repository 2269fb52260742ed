//! The local time of day, by the system's own time zone. Asked once, after the first frame; it keeps nothing.

use crate::model::sanitized::SanitizedText;
use crate::wizard::LocalZone;
use std::time::SystemTime;

/// The zone that this machine is set to, with the offset that counts now; none where it can't be told, and UTC stays.
pub fn local(now: SystemTime) -> Option<LocalZone> {
    let zone = jiff::tz::TimeZone::try_system().ok().filter(|zone| !zone.is_unknown())?;
    let info = zone.to_offset_info(jiff::Timestamp::try_from(now).ok()?);
    let name = SanitizedText::up_to(info.abbreviation(), 12).as_str().to_owned();
    Some(LocalZone { offset: info.offset().seconds(), name })
}
