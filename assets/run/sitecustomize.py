# Part of weaviate-doctor run; it is in force while that program runs, and for no other. Python's HTTP library reads no proxy variable where the
# Weaviate client uses it: this hands it the observing proxy and its certificate, then runs the sitecustomize that it hides.
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys


def _observe(httpx):
    import inspect

    url, roots = os.environ.get("WEAVIATE_DOCTOR_RUN_PYTHON"), os.environ.get("WEAVIATE_DOCTOR_RUN_ROOT")
    if not url or not roots or not os.path.exists(roots):
        return

    def watch(transport):
        begin = transport.__init__
        shape = inspect.signature(begin)

        def __init__(self, *args, **kwargs):
            given = shape.bind(self, *args, **kwargs)
            own = given.arguments
            # A proxy that the program itself names stays its own.
            if own.get("proxy") is None and own.get("uds") is None and "proxy" in shape.parameters:
                verify = own.get("verify", True)
                if isinstance(verify, (bool, str)) and verify is not False:
                    trust = {"trust_env": own["trust_env"]} if "trust_env" in own else {}
                    verify = httpx.create_ssl_context(verify=verify, cert=own.get("cert"), **trust)
                if verify is not False:
                    verify.load_verify_locations(cafile=roots)
                own["verify"], own["proxy"] = verify, httpx.Proxy(url)
                own.pop("cert", None)
            begin(*given.args, **given.kwargs)

        transport.__init__ = __init__

    watch(httpx.HTTPTransport)
    watch(httpx.AsyncHTTPTransport)


class _Watched(importlib.abc.Loader):
    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        try:
            _observe(module)
        except Exception:  # the program goes on, unseen
            pass

    def __getattr__(self, name):
        return getattr(self.loader, name)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "httpx":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Watched(spec.loader)
        return spec


def _hidden():
    here = os.path.dirname(os.path.abspath(__file__))
    others = [p for p in sys.path if os.path.abspath(p or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


sys.meta_path.insert(0, _Finder())
_hidden()
