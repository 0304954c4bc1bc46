"""Lines about what modules are made of, containers and hooks."""

# ruff: noqa: E501 - one line of code each

from __future__ import annotations

LINES = r"""
@class Bare(nn.Module):\n    def __init__(self, make):\n        make(self)
Bare(lambda s: setattr(s, 'w', nn.Parameter(torch.ones(1))))
Bare(lambda s: setattr(s, 'w', nn.ReLU()))
Bare(lambda s: setattr(s, 'w', nn.Buffer(torch.ones(1))))
Bare(lambda s: s.register_buffer('b', None))
Bare(lambda s: s.register_parameter('b', None))
Bare(lambda s: s(1))
Bare(lambda s: s.x)
repr(Bare(lambda s: None))
list(Bare(lambda s: None).parameters())
nn.Module(1)
nn.Module(a=1)
@class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.w = nn.Parameter(torch.ones(2))\n        self.fc = nn.Linear(2, 3)\n        self.register_buffer('b', torch.zeros(2))\n        self.n = None
@torch.manual_seed(0); n = N()
n(1)
setattr(n, 'w', torch.ones(2))
setattr(n, 'w', 3)
setattr(n, 'w', np.ones(2))
setattr(n, 'fc', 3)
setattr(n, 'fc', torch.ones(2, dtype=torch.int64))
setattr(n, 'b', 3)
(setattr(n, 'w', None), n.w, n._parameters)
(setattr(n, 'b', nn.ReLU()), n._modules, n._buffers)
n.foo
delattr(n, 'foo')
(delattr(n, 'b'), n._modules)
@n = N()
n.register_parameter(3, None)
n.register_buffer(3, None)
n.add_module(3, None)
n.register_parameter('a.b', None)
n.register_buffer('a.b', None)
n.add_module('a.b', None)
n.register_parameter('', None)
n.add_module('', None)
n.register_parameter('w', nn.Parameter(torch.ones(1)))
n.register_buffer('w', None)
n.register_parameter('training', None)
n.register_parameter('fc', None)
n.add_module('forward', None)
n.register_parameter('q', torch.ones(1))
n.register_parameter('q', 3)
n.register_parameter('q', nn.Parameter(torch.ones(1)) * 2)
n.register_buffer('q', 3)
n.add_module('q', 3)
n.add_module('q', torch.ones(1))
n.add_module('q', nn.Linear)
@n = N()
n.get_parameter('fc.weight').shape
n.get_parameter('fc.w')
n.get_parameter('fcc.w')
n.get_parameter('fc.in_features')
n.get_submodule('')
n.get_submodule('fc.a')
n.get_submodule('x')
n.get_submodule('w')
n.get_buffer('b')
n.get_buffer('w')
n.get_buffer('zz')
n.set_submodule('', nn.ReLU())
n.set_submodule('fc', 3)
n.set_submodule('y', nn.ReLU(), strict=True)
n.set_submodule('q.z', nn.ReLU())
n.set_submodule('fc.weight', nn.ReLU())
n.train(3)
n.load_state_dict([1])
n.load_state_dict({})
n.load_state_dict({'w': torch.ones(3), 'z': torch.ones(1), 'fc.weight': torch.ones(2, 2), 'fc.bias': 3})
n.load_state_dict({'z': 1}, strict=False)
n.load_state_dict(n.state_dict())
n.state_dict().keys()
n.state_dict()._metadata
n.state_dict(prefix='a.', keep_vars=True)
n.state_dict(OrderedDict()).keys()
nn.Linear(2, 2).load_state_dict({'weight': torch.ones(2, 2, dtype=torch.int64), 'bias': torch.ones(2, dtype=torch.float64)})
nn.Linear(2, 2).load_state_dict({'weight': torch.ones(2, 2), 'bias': torch.ones(2), 'bias.x': torch.ones(1)})
nn.Sequential(nn.Linear(2, 2)).load_state_dict({'0.weight': torch.ones(2, 2), '0.bias': torch.ones(2), '1.x': torch.ones(1), '0.zz': 3})
@l = nn.Linear(2, 2); w = torch.ones(2, 2); l.load_state_dict({'weight': w, 'bias': w[0]}, assign=True)
l.weight, l.weight.data_ptr() == w.data_ptr()
@class Extra(nn.Module):\n    def get_extra_state(self):\n        return {'q': 1}\n    def set_extra_state(self, state):\n        self.got = state
@e = Extra()
e.state_dict(), e.load_state_dict(e.state_dict()), e.got
e.load_state_dict({})
nn.Linear(1, 1).load_state_dict({'_extra_state': 1})
n.to(torch.int64)
n.to('cuda')
n.cuda()
n.to('foo')
n.to(3)
n.to()
nn.Parameter(3)
nn.Parameter([1.0])
nn.Parameter(torch.tensor(3))
nn.Parameter()
nn.Parameter(torch.tensor(3), requires_grad=False)
nn.Parameter(np.ones(2))
nn.Parameter(torch.ones(2, requires_grad=True) * 2)
@p = nn.Parameter(torch.ones(2)); p.grad = torch.ones(2)
copy.deepcopy(p).grad
copy.copy(p)
p.detach(), p + 1, p[0], p.clone()
@q = torch.ones(2); p = nn.Parameter(q)
(q.add_(1), p, p._version, q._version)
@b = nn.Buffer(torch.ones(2))
b, isinstance(b, nn.Buffer), isinstance(torch.ones(1), nn.Buffer), isinstance(torch.ones(1), nn.Parameter)
list(vars(nn.Linear(1, 1)))
len(n)
iter(n)
n[0]
n == n, hash(n) == hash(n)
n.double().fc.weight.dtype, n.half().b.dtype, n.float().w.dtype, n.type(torch.float64).fc.bias.dtype
@class Shared(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Parameter(torch.ones(1))\n        self.b = self.a\n        self.l = nn.Linear(1, 1)\n        self.m = self.l\n        self.l2 = nn.Linear(1, 1)\n        self.l2.weight = self.l.weight
@s = Shared()
[name for name, _ in s.named_parameters()]
[name for name, _ in s.named_parameters(remove_duplicate=False)]
[name for name, _ in s.named_parameters(prefix='p', recurse=False)]
list(s.state_dict())
[name for name, _ in s.named_modules()], [name for name, _ in s.named_modules(remove_duplicate=False)], [name for name, _ in s.named_children()]
@p = s.a; p.grad = torch.ones(1); s.double()
p is s.a, s.a.grad
@d = copy.deepcopy(s)
d.a is d.b, d.l is d.m, d.l.weight is d.l2.weight, d.a.grad
@class Shown(nn.Module):\n    def __init__(self, extra, inner=True):\n        super().__init__()\n        self.extra = extra\n        if inner:\n            self.l = nn.Linear(1, 1)\n            self.register_module('q', None)\n    def extra_repr(self):\n        return self.extra
Shown('a=1\nb=2'), Shown('a=1\nb=2', False), Shown('a=1'), Shown('', False), nn.Module()
list(Shown('').children()), list(Shown('').modules()).__len__()
@L = lambda i=1, o=1: nn.Linear(i, o)
@t = nn.Sequential(L(), nn.ReLU(), L(1, 2))
t
t[5]
t[-4]
t[0:2]
t['a']
t[1.5]
t[torch.tensor(1)]
nn.Sequential(1)
nn.Sequential([L()])
nn.Sequential(OrderedDict(a=L()), L())
nn.Sequential(OrderedDict([('a', L()), ('b', nn.ReLU())]))
t.append(3)
t.append(nn.Tanh()), t.insert(1, nn.Tanh())
t.insert(9, nn.Tanh())
t.insert(0, 3)
t.insert(-1, nn.ELU())
t.extend([L()]), t.pop(0)
t.pop('x')
t + nn.Sequential(L())
t + 3
t * 0
t * 1.5
2 * nn.Sequential(nn.ReLU())
@u = nn.Sequential(nn.ReLU()); u += nn.Sequential(nn.Tanh()); u *= 2
u
@u = nn.Sequential(OrderedDict(a=L(), b=nn.ReLU())); del u[0]; u[0] = nn.Tanh(); u.c = nn.ELU(); u.extend([nn.ReLU()])
u, hasattr(u, 'a'), len(u), u[-1]
nn.Sequential(), nn.Sequential()(3)
nn.Sequential(nn.ReLU())()
@m = nn.ModuleList([L(), L(), nn.ReLU(), L()])
m
m[7]
m[1:]
m(1)
m.append(3)
m.extend(3)
m.append(L()), m.extend([L()]), m.insert(0, nn.ReLU()), m.pop(0), m.pop(-1), m + [nn.ReLU()], nn.ModuleList(), len(m)
nn.ModuleList(3)
nn.ModuleList([3])
m.__setitem__(0, 3)
m.__setitem__(99, L())
@d = nn.ModuleDict({'a': L(), 'b': nn.ReLU()})
d, list(d), d.keys(), list(d.items()), 'a' in d, len(d)
d['c']
d.update(3)
d.update({'c': L()}), d.update([('d', L())]), d.pop('a'), d
d.update([3])
d.update([(1, 2, 3)])
d(3)
d.clear(), d
nn.ModuleDict({'keys': L()})
nn.ModuleDict({'a.b': L()})
nn.ModuleDict({3: L()})
@P = lambda *a: nn.Parameter(torch.ones(a))
@pl = nn.ParameterList([P(2), P(2, 3), torch.zeros(2), 3, 'a', P()])
pl
pl[0:2]
pl[9]
[name for name, _ in pl.named_parameters()], list(pl.state_dict())
pl.append(3), pl.extend([P()]), len(pl), list(pl)[2]
pl.extend(3)
pl + [P()]
nn.ParameterList(3)
pl(3)
pl['a']
pl.__setitem__(0, 3)
@pd = nn.ParameterDict({'b': torch.ones(1), 'a': P(2), 'c': 3})
pd, pd.keys(), list(pd.items()), pd['a'], pd.get('q'), 'b' in pd, len(pd)
pd['zz']
pd.pop('a'), pd.popitem(), pd.setdefault('k', P()), pd.update({'z': P()}), pd, pd | {'n': P()}, pd.fromkeys(['x', 'y'], 1)
pd.update(3)
nn.ParameterDict(['a'])
pd(1)
nn.ParameterDict({3: P()})
nn.Sequential(nn.Sequential(L(), nn.ReLU()), nn.ModuleList([L(), L()]), nn.ModuleDict({'z': nn.ModuleDict()}), nn.ParameterList([P(3)]))
@seen = []; torch.manual_seed(0); l = nn.Linear(2, 2); x = torch.ones(2, requires_grad=True)
@l.register_full_backward_hook(lambda m, gi, go: seen.append(('back', gi, go)))
@l.register_full_backward_pre_hook(lambda m, go: seen.append(('before back', go)))
@l.register_forward_hook(lambda m, a, o: seen.append(('after', a, o)))
@l.register_forward_pre_hook(lambda m, a: seen.append(('before', a)))
l(x).sum().backward(), seen
(seen.clear(), l(torch.ones(2)).sum().backward(), seen)
l.register_backward_hook(lambda *a: 0)
@l = nn.Linear(2, 2); l.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True)
l(x)
@torch.manual_seed(0); l = nn.Linear(2, 2); l.register_forward_pre_hook(lambda m, a: x * 2); h = l.register_forward_hook(lambda m, a, o: o * 3)
l(x)
(h.remove(), l(x))
@torch.manual_seed(0); x.grad = None; l = nn.Linear(2, 2); l.register_full_backward_hook(lambda m, gi, go: (gi[0] * 2,)); l(x).sum().backward()
x.grad
@l = nn.Linear(2, 2); l.register_full_backward_hook(lambda m, gi, go: (torch.ones(2),))
l(torch.ones(2)).sum().backward()
@l = nn.Linear(2, 2); l.register_full_backward_hook(lambda m, gi, go: (1, 2))
l(x).sum().backward()
@l = nn.Linear(2, 2); l.register_full_backward_pre_hook(lambda m, go: (1, 2))
l(x).sum().backward()
@torch.manual_seed(0); x.grad = None; l = nn.Linear(2, 2); l.register_full_backward_pre_hook(lambda m, go: (go[0] * 3,)); l(x).sum().backward()
x.grad, l.weight.grad
@class Fails(nn.Module):\n    def forward(self, x):\n        raise ValueError('q')
@seen.clear(); f = Fails(); f.register_forward_hook(lambda m, a, o: seen.append((a, o)), always_call=True)
f(3)
seen
@class Gives(nn.Module):\n    def __init__(self, make):\n        super().__init__()\n        self.make = make\n    def forward(self, x, y=None):\n        return self.make(x)
@g = Gives(lambda x: {'a': x * 2}); g.register_full_backward_hook(lambda *a: None)
g(x)
@g = Gives(lambda x: (x * 2, x * 3)); seen.clear(); g.register_full_backward_hook(lambda m, gi, go: seen.append((gi, go)))
g(x)[0].sum().backward(), seen
@g = Gives(lambda x: x * 2); seen.clear(); g.register_forward_hook(lambda m, a, k, o: seen.append((a, k, o)), with_kwargs=True)
g(x, y=3), g(x=x), seen
@g = Gives(lambda x: x); seen.clear(); g.register_forward_hook(lambda *a: seen.append('second')); g.register_forward_hook(lambda *a: seen.append('first'), prepend=True)
g(1), seen
@s = nn.Linear(1, 1); seen.clear(); s.register_state_dict_post_hook(lambda m, d, p, l: seen.append(sorted(d))); s.register_state_dict_pre_hook(lambda m, p, k: seen.append((p, k))); s.register_load_state_dict_post_hook(lambda m, k: seen.append(k))
s.load_state_dict(s.state_dict()), seen
@c = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)); c.register_buffer('t', torch.ones(1), persistent=False)
list(c.state_dict()), [name for name, _ in c.named_buffers()], c.load_state_dict(c.state_dict())
c.eval().training, c[1].training, c.train()[1].training
c.requires_grad_(False)[0].weight, c.apply(lambda m: None) is c
c.apply(3)
nn.Linear(2, 2).train(1, 2)
nn.Linear(2, 2).state_dict(foo=1)
nn.Linear(2, 2).register_forward_hook()
"""
