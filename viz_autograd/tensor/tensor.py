"""The tensor: an array that may require a gradient, and remembers where it came from."""

from __future__ import annotations

import copy
import operator
import warnings
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from viz_autograd.errors import ArgumentError, DtypeError, InPlaceError, TensorError
from viz_autograd.ops import Op
from viz_autograd.ops.dtype_names import c_name, scalar_name
from viz_autograd.tensor.device import Device, strided
from viz_autograd.tensor.dtypes import dtype, from_numpy_dtype
from viz_autograd.tensor.grad_mode import MODES
from viz_autograd.tensor.graph import AsStridedBackward0, Node, OpNode, RemovableHandle, add_hook
from viz_autograd.tensor.size import Size
from viz_autograd.tensor.warned import warn_once

NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
    "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)

Step = tuple[Op, Mapping[str, Any]]


class Tensor:
    """An n-dimensional array of one dtype, as torch.Tensor on the CPU.

    Numbers live in a numpy array, which views of the tensor, `detach` and `numpy` share. Operators and most methods
    are attached by `operators` and `methods`. `Tensor(2, 3)` and `Tensor([1, 2])` make float32 tensors, as PyTorch's
    old constructor does; use `tensor` for new code.
    """

    # What most tensors have is kept here, so that making one costs no more than its array.
    _array: npt.NDArray[Any]
    _grad: Tensor | None = None
    _grad_fn: Node | None = None
    _requires_grad = False
    _output = 0
    _hooks: dict[int, Any] | None = None
    _counter: list[int] | None = None
    # A view knows the tensor whose memory it shows, the ops that lead there, and when it last looked at its graph.
    _base: Tensor | None = None
    _path: tuple[Step, ...] = ()
    _epoch = 0
    _view_of = ""

    if TYPE_CHECKING:
        # What `names` attaches.
        def __getattr__(self, name: str) -> Any: ...
        def __add__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...

    # numpy's operators leave an expression with a tensor to the tensor.
    __array_priority__ = 1000
    __hash__ = object.__hash__

    def __new__(cls, *data: Any, dtype: dtype | None = None, device: Any = None) -> Any:
        """PyTorch's old constructor: from sizes, or from data, in the default dtype."""
        from viz_autograd.tensor.creation import legacy_tensor

        made = legacy_tensor(dtype, *data)
        if cls is Tensor:
            return made
        new = object.__new__(cls)
        new._array = made._array
        return new

    @staticmethod
    def _of(array: npt.NDArray[Any]) -> Tensor:
        """A tensor over this very array; nothing is copied."""
        tensor = _new(Tensor)
        tensor._array = array
        return tensor

    # ---- what it is

    @property
    def shape(self) -> Size:
        """The sizes of the dimensions."""
        return Size(self._array.shape)

    @property
    def dtype(self) -> dtype:
        """The type of the elements."""
        return from_numpy_dtype(self._array.dtype)

    @property
    def device(self) -> Device:
        """Always the CPU."""
        return Device("cpu")

    @property
    def ndim(self) -> int:
        """How many dimensions there are."""
        return self._array.ndim

    @property
    def itemsize(self) -> int:
        """Bytes of an element."""
        return self._array.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self._array.nbytes

    is_cpu = True
    is_cuda = is_sparse = is_quantized = is_meta = is_mps = is_complex_ = False

    def size(self, dim: int | None = None) -> Any:
        """The sizes of the dimensions, or of one."""
        return self.shape if dim is None else self.shape[_dimension(dim, self._array.ndim, "size")]

    def dim(self) -> int:
        """How many dimensions there are."""
        return self._array.ndim

    ndimension = dim

    def numel(self) -> int:
        """How many elements there are."""
        return self._array.size

    nelement = numel

    def element_size(self) -> int:
        """Bytes of an element."""
        return self._array.itemsize

    def stride(self, dim: int | None = None) -> Any:
        """How many elements apart neighbours are, along each dimension or one."""
        strides = tuple([stride // self._array.itemsize for stride in self._array.strides])
        return strides if dim is None else strides[_dimension(dim, self._array.ndim, "stride")]

    def storage_offset(self) -> int:
        """Where in its base's memory a view begins, in elements."""
        if self._base is None:
            return 0
        return (self.data_ptr() - self._base.data_ptr()) // self._array.itemsize

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0])

    def is_contiguous(self, memory_format: Any = None) -> bool:
        """Whether the elements lie in memory in the order of their indices."""
        return bool(self._array.flags.c_contiguous)

    def is_floating_point(self) -> bool:
        """Whether the dtype is a floating one."""
        return self._array.dtype.kind == "f"

    def is_complex(self) -> bool:
        """Whether the dtype is a complex one; there is none."""
        return False

    def is_signed(self) -> bool:
        """Whether the dtype has negative numbers."""
        return self._array.dtype.kind in "if"

    @property
    def volatile(self) -> bool:
        """Always False, and a warning, as PyTorch keeps it for old programs."""
        warnings.warn("volatile was removed (Variable.volatile is always False)", UserWarning, stacklevel=2)
        return False

    @property
    def layout(self) -> Any:
        """Always torch.strided."""
        return strided

    def get_device(self) -> int:
        """PyTorch's number of the CPU, −1."""
        return -1

    # ---- its place in the graph

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is computed for it, or through it."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not isinstance(wanted, bool):
            raise TensorError("requires_grad must be a bool")
        if self._grad_fn is not None:
            if wanted:
                raise TensorError("you can only change requires_grad flags of leaf variables.")
            raise TensorError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in "
                "a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            )
        if wanted and self._array.dtype.kind != "f":
            raise TensorError("only Tensors of floating point dtype can require gradients")
        self._requires_grad = wanted

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set requires_grad of a leaf. Raises TensorError for integers and for what was computed."""
        if not isinstance(requires_grad, bool):
            raise DtypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not "
                f"{type(requires_grad).__name__}"
            )
        if not (requires_grad and self._requires_grad):
            self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether nothing recorded made it."""
        return self._grad_fn is None

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made it, None for a leaf."""
        if self._base is not None and self._epoch != self._base._epoch:
            self._follow_base()
        return self._grad_fn

    @property
    def output_nr(self) -> int:
        """Which output of its grad_fn it is."""
        return self._output

    @property
    def grad(self) -> Tensor | None:
        """The gradients accumulated so far; of a computed tensor only when it retains them, else None and a warning."""
        if self._grad is None and self._grad_fn is not None and not self.retains_grad:
            warnings.warn(NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        if gradient is None:
            self._grad = None
            return
        if not isinstance(gradient, Tensor):
            raise DtypeError(
                f"assigned grad expected to be a Tensor or None but got grad of type {type(gradient).__name__}"
            )
        if gradient is self:
            raise TensorError("can't assign Variable as its own grad")
        if gradient._array.shape != self._array.shape:
            raise TensorError(
                f"attempting to assign a gradient of size '{list(gradient._array.shape)}' to a tensor of size "
                f"'{list(self._array.shape)}'. Please ensure that the gradient and the tensor are the same size"
            )
        if gradient._array.dtype != self._array.dtype:
            own = scalar_name(self._array.dtype)
            given = c_name(gradient._array.dtype)
            raise TensorError(
                f"attempting to assign a gradient with dtype '{given}' to a tensor with grad_dtype '{own}'. The "
                "gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the "
                "tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with "
                "caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume "
                "they match."
            )
        self._grad = gradient

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def _accumulate(self, gradient: Any) -> None:
        """Add an array, or a Tensor that can itself be differentiated, into `grad`."""
        before = self._grad
        if isinstance(gradient, Tensor):
            self._grad = _copied(gradient) if before is None else before + gradient
        elif before is None:
            # A copy: what arrives may be a view, or go to others too.
            self._grad = Tensor._of(np.array(gradient, dtype=self._array.dtype))
        elif before._requires_grad:
            self._grad = before + Tensor._of(np.asarray(gradient))
        else:
            before._array += gradient
            before._bump()

    def retain_grad(self) -> None:
        """Keep the gradient of a computed tensor in `grad`. Raises TensorError without requires_grad."""
        if not self._requires_grad:
            raise TensorError("can't retain_grad on Tensor that has requires_grad=False")
        node = self.grad_fn
        if node is not None and not self.retains_grad:
            if node.kept is None:
                node.kept = {}
            node.kept[self._output] = weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """Whether it was computed and keeps its gradient all the same."""
        node = self._grad_fn
        kept = None if node is None or node.kept is None else node.kept.get(self._output)
        return kept is not None and kept() is self

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call hook(gradient) whenever its gradient is computed; what it returns takes the gradient's place."""
        if not self._requires_grad:
            raise TensorError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_fn
        if node is None:
            if self._hooks is None:
                self._hooks = {}
            return add_hook(self._hooks, hook)
        if node.tensor_hooks is None:
            node.tensor_hooks = {}
        return add_hook(node.tensor_hooks.setdefault(self._output, {}), hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call hook(leaf) after a gradient was added into its `grad`."""
        if not self._requires_grad:
            raise TensorError("cannot register a hook on a tensor that doesn't require gradient")
        if self._grad_fn is not None:
            raise TensorError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return add_hook(self.__dict__.setdefault("_after_hooks", {}), hook)

    def detach(self) -> Tensor:
        """The same numbers, in the same memory, out of the graph."""
        cut = Tensor._of(self._array)
        cut._counter = self._version_counter()
        return cut

    def detach_(self) -> Tensor:
        """Cut it off from what made it. Raises TensorError for a view."""
        if self._base is not None and self._requires_grad:
            raise TensorError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
                "detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
            )
        self._grad_fn = None
        self._requires_grad = False
        self._output = 0
        return self

    @property
    def data(self) -> Tensor:
        """The same numbers, in the same memory; changes through it are not counted and never recorded."""
        return Tensor._of(self._array)

    @data.setter
    def data(self, other: Tensor) -> None:
        if not isinstance(other, Tensor):
            raise DtypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
        self._array = other._array

    # ---- versions and views

    @property
    def _version(self) -> int:
        return 0 if self._counter is None else self._counter[0]

    def _version_counter(self) -> list[int]:
        if self._counter is None:
            self._counter = [0]
        return self._counter

    def _bump(self) -> None:
        """Count a change in place."""
        if self._counter is None:
            self._counter = [1]
        else:
            self._counter[0] += 1

    def _is_view(self) -> bool:
        return self._base is not None

    def _follow_base(self) -> None:
        """Take the place in the graph that a view has since its base was changed in place."""
        base = self._base
        if base is None:
            return
        from viz_autograd.tensor.apply import apply
        from viz_autograd.tensor.grad_mode import enable_grad

        with enable_grad():
            seen = base
            for op, attributes in self._path:
                seen = apply(op, seen, **attributes)
        self._grad_fn, self._output, self._requires_grad = seen._grad_fn, seen._output, seen._requires_grad
        self._epoch = base._epoch
        if type(seen._grad_fn).__base__ is OpNode:
            seen._grad_fn.__class__ = AsStridedBackward0  # as PyTorch shows it, whatever led there

    # ---- numbers out

    def item(self) -> Any:
        """The one element, as a Python number. Raises TensorError for several."""
        if self._array.size != 1:
            raise TensorError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._array.item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers; a number for a scalar."""
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> npt.NDArray[Any]:
        """A numpy array over the same memory. Raises TensorError when it requires a gradient, unless forced."""
        if self._requires_grad and not force:
            raise TensorError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return self._array.view()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        array = self.numpy()
        if dtype is not None and np.dtype(dtype) != array.dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
        found = np.asarray(array)
        if found.dtype.kind == "b":
            found = found.astype(np.uint8)  # as PyTorch does, from before it had bools
        return Tensor._of(found if found.flags.writeable else found.copy())

    def __float__(self) -> float:
        return float(self._number())

    def __delitem__(self, index: Any) -> None:
        raise DtypeError("Tensor does not support deleting items")

    def __int__(self) -> int:
        return int(self._number())

    def __complex__(self) -> complex:
        return complex(self._number())

    def _number(self) -> Any:
        number = self._one()
        if self._requires_grad:
            warn_once(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
                "Consider using tensor.detach() first."
            )
        return number

    def __index__(self) -> int:
        if self._array.size != 1 or self._array.dtype.kind not in "iub":
            raise DtypeError("only integer tensors of a single element can be converted to an index")
        return int(self._array.item())

    def _one(self) -> Any:
        if self._array.size != 1:
            raise ArgumentError("only one element tensors can be converted to Python scalars")
        return self._array.item()

    def __bool__(self) -> bool:
        if self._array.size == 0:
            raise TensorError("Boolean value of Tensor with no values is ambiguous")
        if self._array.size > 1:
            raise TensorError("Boolean value of Tensor with more than one value is ambiguous")
        return bool(self._array.item())

    def __len__(self) -> int:
        if self._array.ndim == 0:
            raise DtypeError("len() of a 0-d tensor")
        return int(self._array.shape[0])

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self)})

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from viz_autograd.tensor.printing import format_tensor

        node = self.grad_fn
        return format_tensor(
            self._array,
            requires_grad=self._requires_grad,
            grad_fn_name=None if node is None else node.name(),
        )

    def __format__(self, spec: str) -> str:
        if self._array.ndim == 0:
            return format(self._array.item(), spec)
        return object.__format__(self, spec)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self._grad_fn is not None:
            raise TensorError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils."
                "weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
            )
        known = memo.get(id(self))
        if known is not None:
            return known  # type: ignore[no-any-return]
        twin = _new(type(self))
        memo[id(self)] = twin
        twin._array = self._array.copy()
        twin._requires_grad = self._requires_grad
        if self._grad is not None:
            twin._grad = copy.deepcopy(self._grad, memo)
        for name, value in self.__dict__.items():
            if not name.startswith("_"):
                twin.__dict__[name] = copy.deepcopy(value, memo)
        return twin

    def __copy__(self) -> Tensor:
        twin = _new(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def __reduce_ex__(self, protocol: Any) -> Any:
        if self._grad_fn is not None:
            return object.__reduce_ex__(self, protocol)
        # The class is told only of a subclass: Tensor's own name leads to PyTorch.
        kind = None if type(self) is Tensor else type(self)
        return _rebuilt, (kind, self._array, self._requires_grad)


Tensor.__module__ = "torch"
_new = object.__new__


def _copied(gradient: Tensor) -> Tensor:
    """A gradient that can be differentiated, in memory of its own."""
    from viz_autograd.ops import OPS
    from viz_autograd.tensor.apply import apply

    place = Tensor._of(np.empty(gradient._array.shape, gradient._array.dtype))
    copied: Tensor = apply(OPS["copy"], place, gradient)
    return copied


def _rebuilt(kind: type[Tensor] | None, array: npt.NDArray[Any], requires_grad: bool) -> Tensor:
    """A tensor out of what copying or sending it took apart."""
    made = _new(kind or Tensor)
    made._array = array.copy()
    made._requires_grad = requires_grad
    return made


def _dimension(dim: Any, ndim: int, name: str) -> int:
    from viz_autograd.errors import PositionError

    if isinstance(dim, str | float | bool) or not hasattr(dim, "__index__"):
        raise DtypeError(f"{name}(): argument 'dim' (position 1) must be int, not {type(dim).__name__}")
    at = operator.index(dim)
    reach = max(ndim, 1)
    if not -reach <= at < reach:
        raise PositionError(
            f"Dimension out of range (expected to be in range of [{-reach}, {reach - 1}], but got {at})"
        )
    return at % reach


def may_write(tensor: Tensor) -> None:
    """Raise InPlaceError where PyTorch refuses a change in place of this tensor."""
    if not MODES.enabled:
        return
    if tensor._base is None:
        if tensor._requires_grad and tensor._grad_fn is None:
            raise InPlaceError("a leaf Variable that requires grad is being used in an in-place operation.")
        return
    base = tensor._base
    if tensor._view_of == "unrecorded" and base._requires_grad:
        raise InPlaceError(
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
            "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
            "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or "
            "both outside (if you want the inplace to be tracked)."
        )
    if tensor._view_of == "several" and tensor._requires_grad:
        made = tensor._grad_fn
        name = made.name().removesuffix("Backward0") if made is not None else "function"
        raise InPlaceError(
            f"Output {tensor._output} of {name} is a view and is being modified inplace. This view is the output of a "
            "function that returns multiple views. Such functions do not allow the output views to be modified "
            "inplace. You should replace the inplace operation by an out-of-place one."
        )
    if base._requires_grad and base._grad_fn is None:
        raise InPlaceError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
