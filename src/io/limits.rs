//! What this machine lets the program have: descriptors, threads, memory, permission. The soft limit of descriptors is raised at start; an
//! error that comes from a limit is told apart from what the network does, wherever it arises. It judges nothing.

use crate::model::evidence::Shortage;
use std::io;
use std::sync::Mutex;

/// Descriptors that the soft limit is raised to, where the hard one allows it. Some systems refuse far more, and it isn't needed.
const WANTED_DESCRIPTORS: u64 = 4096;

/// Descriptors for everything but probes: standard streams, runtime, log, files that are read.
const OTHER_DESCRIPTORS: u64 = 24;

/// Descriptors that the check of one cluster may hold at a time: REST and gRPC side by side, each with its DNS servers or its connections.
const DESCRIPTORS_PER_CHECK: u64 = 32;

/// Threads that have to be there at the least: two for the probes, the others for what blocks, such as name lookups side by side.
const LEAST_THREADS: usize = 8;

/// Raises the soft limit of descriptors. Where that isn't allowed, the present limit stays.
pub fn raise_descriptors() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let wanted = limit.maximum.map_or(WANTED_DESCRIPTORS, |hard| hard.min(WANTED_DESCRIPTORS));
        if limit.current.is_some_and(|soft| soft < wanted) {
            let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum });
        }
    }
}

/// How many clusters can be checked at once, of at most `most`.
pub fn checks_at_once(most: usize) -> usize {
    let fit = descriptors().saturating_sub(open_descriptors() + OTHER_DESCRIPTORS) / DESCRIPTORS_PER_CHECK;
    usize::try_from(fit).unwrap_or(most).clamp(1, most)
}

#[cfg(unix)]
fn descriptors() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Those that are open already: a parent may have handed many down. None where the system doesn't tell.
fn open_descriptors() -> u64 {
    let open = std::fs::read_dir("/dev/fd").map_or(0, Iterator::count);
    u64::try_from(open).unwrap_or_default()
}

/// Sockets are no descriptors there, and there is no such limit.
#[cfg(not(unix))]
fn descriptors() -> u64 {
    u64::MAX
}

/// Whether the threads can be had without which nothing runs. A runtime that finds out by itself ends the program.
pub fn has_threads() -> bool {
    let mut threads = Vec::new();
    for _ in 0..LEAST_THREADS {
        let (release, wait) = std::sync::mpsc::channel::<()>();
        match std::thread::Builder::new().spawn(move || wait.recv()) {
            Ok(thread) => threads.push((release, thread)),
            Err(_) => return false,
        }
    }
    true
}

/// The shortage that an error of the system comes from; none where it is about something else.
pub fn shortage(error: &io::Error) -> Option<Shortage> {
    of_code(error.raw_os_error()).or(match error.kind() {
        io::ErrorKind::OutOfMemory => Some(Shortage::Memory),
        io::ErrorKind::PermissionDenied => Some(Shortage::Permission),
        _ => None,
    })
}

#[cfg(unix)]
fn of_code(code: Option<i32>) -> Option<Shortage> {
    use rustix::io::Errno;
    match Errno::from_raw_os_error(code?) {
        Errno::MFILE => Some(Shortage::Descriptors),
        Errno::NFILE => Some(Shortage::SystemDescriptors),
        Errno::NOMEM | Errno::NOBUFS => Some(Shortage::Memory),
        Errno::ACCESS | Errno::PERM => Some(Shortage::Permission),
        _ => None,
    }
}

/// `WSAEMFILE`, `ERROR_TOO_MANY_OPEN_FILES`, `WSAENOBUFS`, `WSAEACCES`.
#[cfg(not(unix))]
fn of_code(code: Option<i32>) -> Option<Shortage> {
    match code? {
        10_024 | 4 => Some(Shortage::Descriptors),
        10_055 => Some(Shortage::Memory),
        10_013 => Some(Shortage::Permission),
        _ => None,
    }
}

/// How often a resource ran out in this process, and which one last. Libraries swallow such errors, so each place that sees one notes it,
/// and a probe that found only silence meanwhile knows why.
static NOTED: Mutex<(u64, Option<Shortage>)> = Mutex::new((0, None));

/// Notes the shortage that an error comes from, if it comes from one.
pub fn note_error(error: &io::Error) {
    shortage(error).into_iter().for_each(note);
}

/// Notes a shortage. That something is forbidden concerns that one connection.
pub fn note(what: Shortage) {
    if matches!(what, Shortage::Permission | Shortage::Unnamed) {
        return;
    }
    let mut noted = NOTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    *noted = (noted.0.wrapping_add(1), Some(what));
}

/// A moment, to be compared with a later one.
pub fn mark() -> u64 {
    NOTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0
}

/// What has been missing since that moment.
pub fn noted_since(mark: u64) -> Option<Shortage> {
    let noted = NOTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    noted.1.filter(|_| noted.0 != mark)
}

/// Looks whether one more socket can be had now, and notes it if not: some system calls say no more than that they failed.
pub fn look() {
    if let Err(error) = std::net::UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0)) {
        note_error(&error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn errors_of_own_limits_are_told_from_those_of_the_network() {
        use rustix::io::Errno;
        let of = |errno: Errno| of_code(Some(errno.raw_os_error()));
        for (errno, expected) in [
            (Errno::MFILE, Some(Shortage::Descriptors)),
            (Errno::NFILE, Some(Shortage::SystemDescriptors)),
            (Errno::NOMEM, Some(Shortage::Memory)),
            (Errno::NOBUFS, Some(Shortage::Memory)),
            (Errno::ACCESS, Some(Shortage::Permission)),
            (Errno::PERM, Some(Shortage::Permission)),
            (Errno::CONNRESET, None),
            (Errno::CONNREFUSED, None),
            (Errno::HOSTUNREACH, None),
            (Errno::TIMEDOUT, None),
        ] {
            assert_eq!(of(errno), expected, "{errno}");
        }
        assert_eq!(of_code(None), None);
    }

    #[test]
    fn at_least_one_cluster_is_checked_and_never_more_than_is_good() {
        assert_eq!(checks_at_once(1), 1);
        assert!((1..=32).contains(&checks_at_once(32)));
        assert!(has_threads());
    }
}
