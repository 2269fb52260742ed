//! The sockets of direct DNS questions: the runtime's own, except that an error of this machine's limits is noted. The resolver swallows it
//! and says only that no answer came.

use crate::io::limits;
use hickory_resolver::net::runtime::{RuntimeProvider, TokioRuntimeProvider};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

type Opening<T> = Pin<Box<dyn Send + Future<Output = Result<T, io::Error>>>>;

/// Opens them.
#[derive(Clone, Default)]
pub(in crate::io::probe) struct Sockets(TokioRuntimeProvider);

impl RuntimeProvider for Sockets {
    type Handle = <TokioRuntimeProvider as RuntimeProvider>::Handle;
    type Timer = <TokioRuntimeProvider as RuntimeProvider>::Timer;
    type Udp = <TokioRuntimeProvider as RuntimeProvider>::Udp;
    type Tcp = <TokioRuntimeProvider as RuntimeProvider>::Tcp;

    fn create_handle(&self) -> Self::Handle {
        self.0.create_handle()
    }

    fn connect_tcp(
        &self,
        server: SocketAddr,
        bind: Option<SocketAddr>,
        timeout: Option<Duration>,
    ) -> Opening<Self::Tcp> {
        noting(self.0.connect_tcp(server, bind, timeout))
    }

    fn bind_udp(&self, local: SocketAddr, server: SocketAddr) -> Opening<Self::Udp> {
        noting(self.0.bind_udp(local, server))
    }
}

fn noting<T: 'static>(opening: Opening<T>) -> Opening<T> {
    Box::pin(async move { opening.await.inspect_err(limits::note_error) })
}
