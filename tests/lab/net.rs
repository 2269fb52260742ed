//! Two network namespaces with a link in user space between them, on which a practice cluster runs on one side and the real program on the
//! other. It needs root, iproute2, python3 and `/dev/net/tun`, and cleans up after itself; no packet leaves the two namespaces.

use anyhow::{Context as _, Result, bail, ensure};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use crate::server::{Ready, Serving};

/// Longest time for anything that should be there at once.
const SOON: Duration = Duration::from_secs(30);
/// What the names of all namespaces of the lab begin with; the process and a number follow.
const PREFIX: &str = "wdlab-";
/// Where `ip netns` looks for files that stand in for those of `/etc`.
const ETC: &str = "/etc/netns";

/// The network to build.
#[derive(Clone)]
pub struct Net {
    /// Time for one way, in milliseconds.
    pub delay_ms: u32,
    /// Packets lost on either way, in percent.
    pub loss: u32,
    /// What the link drops; see `link.py`.
    pub drop: &'static [&'static str],
    /// What the server's side offers.
    pub serving: Serving,
    /// Whether the client has IPv6 at all.
    pub client_v6: bool,
    /// The client's resolvers, in the order of its resolv.conf.
    pub resolvers: &'static [&'static str],
    /// Names stand in the client's hosts file, so that no DNS is needed.
    pub hosts: bool,
}

impl Default for Net {
    fn default() -> Self {
        let resolvers = &["192.0.2.53"];
        Self { delay_ms: 1, loss: 0, drop: &[], serving: Serving::default(), client_v6: true, resolvers, hosts: false }
    }
}

/// A running network.
pub struct Lab {
    names: Names,
    // Ends when its standard input does, so also when this process is killed.
    server: Option<Held>,
    link: Option<Held>,
    /// What the server's side said of itself.
    pub ready: Ready,
    /// The client's own folder.
    pub folder: tempfile::TempDir,
}

/// The two namespaces. Dropping it deletes them.
struct Names {
    client: String,
    server: String,
}

impl Drop for Names {
    fn drop(&mut self) {
        for name in [&self.client, &self.server] {
            forget(name);
        }
        // Only if it is empty.
        let _ = std::fs::remove_dir(ETC);
    }
}

/// A child that is stopped when this is dropped.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}

/// Why there can be no lab on this machine; none when there can.
pub fn missing() -> Option<String> {
    if !is_root() {
        return Some("it needs root".to_owned());
    }
    if !Path::new("/dev/net/tun").exists() {
        return Some("/dev/net/tun is missing".to_owned());
    }
    for (program, version) in [("ip", "-V"), ("python3", "-V")] {
        if run(Command::new(program).arg(version)).is_err() {
            return Some(format!("{program} is missing"));
        }
    }
    let name = format!("{PREFIX}{}-try", std::process::id());
    let made = ip(["netns", "add", &name]);
    forget(&name);
    made.err().map(|error| format!("no network namespace can be made: {error:#}"))
}

/// Deletes a namespace and its files, if they exist.
fn forget(name: &str) {
    let _ = ip(["netns", "del", name]);
    let _ = std::fs::remove_dir_all(Path::new(ETC).join(name));
}

/// Deletes what processes that were killed left behind.
fn sweep() {
    for entry in std::fs::read_dir("/run/netns").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            forget(&name);
        }
    }
}

impl Lab {
    /// Builds the network, starts the server's side with `server` (a program and its arguments) and waits until it is ready.
    pub fn start(net: &Net, server: &[&OsStr]) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        sweep();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = |side| format!("{PREFIX}{}-{number}{side}", std::process::id());
        let names = Names { client: name("c"), server: name("s") };
        ip(["netns", "add", &names.client])?;
        ip(["netns", "add", &names.server])?;
        let link = names.link(net)?;
        names.addresses(net)?;
        names.files(net)?;
        let [program, arguments @ ..] = server else { bail!("no program for the server's side") };
        let mut command = inside(&names.server, program);
        command.args(arguments).env(crate::server::SPEC, serde_json::to_string(&net.serving)?);
        let (server, output) = held(&mut command)?;
        let said = wait_for(output, |line| line.starts_with('{')).context("the server's side is not ready")?;
        let ready = serde_json::from_str(&said)?;
        let folder = tempfile::tempdir()?;
        Ok(Self { names, server: Some(server), link: Some(link), ready, folder })
    }

    /// A command that runs on the client's side, with an environment of its own.
    pub fn client(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = inside(&self.names.client, program);
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    /// Writes a file into the client's folder.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // Before the namespaces go.
        drop((self.server.take(), self.link.take()));
    }
}

impl Names {
    /// Starts the link and gives its far end to the server.
    fn link(&self, net: &Net) -> Result<Held> {
        let mut command = inside(&self.client, "python3");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/link.py");
        command.arg("-IS").arg(script).args(["near", "far"]);
        command.args(["--delay-ms", &net.delay_ms.to_string(), "--loss", &net.loss.to_string()]);
        for rule in net.drop {
            command.args(["--drop", rule]);
        }
        let (link, output) = held(&mut command)?;
        wait_for(output, |line| line == "ready").context("the link is not ready")?;
        ip(["-n", &self.client, "link", "set", "far", "netns", &self.server])?;
        Ok(link)
    }

    fn addresses(&self, net: &Net) -> Result<()> {
        for (namespace, device) in [(&self.client, "near"), (&self.server, "far")] {
            // No address that nobody gave: without IPv6 means without it.
            ip(["-n", namespace, "link", "set", device, "addrgenmode", "none"])?;
            ip(["-n", namespace, "link", "set", "lo", "up"])?;
            ip(["-n", namespace, "link", "set", device, "up"])?;
        }
        let add = |namespace: &str, device: &str, address: IpAddr| match address {
            IpAddr::V4(address) => ip(["-n", namespace, "addr", "add", &format!("{address}/24"), "dev", device]),
            IpAddr::V6(address) => {
                ip(["-n", namespace, "addr", "add", &format!("{address}/64"), "dev", device, "nodad"])
            }
        };
        for host in crate::server::Host::ALL {
            add(&self.server, "far", host.v4())?;
            add(&self.server, "far", host.v6())?;
        }
        add(&self.client, "near", "192.0.2.100".parse()?)?;
        if net.client_v6 {
            add(&self.client, "near", "2001:db8::100".parse()?)?;
        }
        Ok(())
    }

    /// The client's resolver and hosts file.
    fn files(&self, net: &Net) -> Result<()> {
        let folder = Path::new(ETC).join(&self.client);
        std::fs::create_dir_all(&folder)?;
        let resolvers: Vec<_> = net.resolvers.iter().map(|address| format!("nameserver {address}\n")).collect();
        std::fs::write(folder.join("resolv.conf"), resolvers.concat())?;
        let hosts = if net.hosts { crate::server::hosts_file() } else { String::new() };
        std::fs::write(folder.join("hosts"), format!("127.0.0.1 localhost\n{hosts}"))?;
        Ok(())
    }
}

/// A command inside a namespace.
fn inside(namespace: &str, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace]).arg(program);
    command
}

fn ip<const N: usize>(arguments: [&str; N]) -> Result<()> {
    run(Command::new("ip").args(arguments)).with_context(|| format!("ip {}", arguments.join(" ")))
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// Starts a command that lives until this process ends or drops it.
fn held(command: &mut Command) -> Result<(Held, ChildStdout)> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("no output")?;
    Ok((Held(child), output))
}

/// The first line that `is_it`, within bounds. What follows is read and thrown away, so that nobody waits for a reader.
fn wait_for(output: ChildStdout, is_it: fn(&str) -> bool) -> Result<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if is_it(&line) {
                let _ = sender.send(line);
            }
        }
    });
    receiver.recv_timeout(SOON).context("it said nothing in time")
}

/// What a command wrote to standard output and its status, within `bound`; it is killed when that has passed.
pub fn output(command: &mut Command, bound: Duration) -> Result<(String, Option<i32>)> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut child = Held(child);
    let output = child.0.stdout.take().context("no output")?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(std::io::read_to_string(output)));
    let text = receiver.recv_timeout(bound).context("it did not end in time")??;
    Ok((text, child.0.wait()?.code()))
}
