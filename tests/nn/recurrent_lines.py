"""Lines about recurrent and convolutional layers."""

# ruff: noqa: E501 - one line of code each

from __future__ import annotations

LINES = r"""
nn.RNN(3,4), nn.LSTM(3,4,2,batch_first=True), nn.GRU(3,4,bidirectional=True), nn.RNNCell(3,4), nn.LSTMCell(3,4), nn.GRUCell(3,4,bias=False), nn.RNN(3,4,nonlinearity='relu',dropout=.1), nn.RNNCell(3,4,nonlinearity='relu'), nn.LSTM(3,4,proj_size=2), nn.RNN(3,4,bias=False)
nn.RNN(3,4,nonlinearity='foo')
nn.RNN(3,4,dropout=2.)
nn.RNN(3,4,dropout='a')
nn.RNN(3.,4)
nn.RNN(3,'a')
nn.RNN(3,0)
nn.RNN(3,4,0)
nn.RNN(3,4,proj_size=2)
nn.LSTM(3,4,proj_size=5)
nn.RNN(3)
(torch.manual_seed(0),nn.RNN(2,3)(torch.ones(4,2,2)))
(torch.manual_seed(0),nn.LSTM(2,3,2,bias=False,bidirectional=True)(torch.ones(4,2)))
(torch.manual_seed(0),nn.GRU(2,3)(torch.ones(4,2,2)))
(torch.manual_seed(0),nn.GRU(2,3,2,dropout=.5)(torch.ones(4,2,2))[0])
(torch.manual_seed(0),nn.GRU(2,3,2,dropout=.5).eval()(torch.ones(4,2,2))[0])
(torch.manual_seed(0),nn.RNNCell(2,3)(torch.ones(4,2)))
(torch.manual_seed(0),nn.RNNCell(2,3,nonlinearity='relu')(torch.ones(2),torch.ones(3)))
(torch.manual_seed(0),nn.LSTMCell(2,3)(torch.ones(4,2)))
(torch.manual_seed(0),nn.LSTMCell(2,3)(torch.ones(2),(torch.ones(3),torch.ones(3))))
(torch.manual_seed(0),nn.GRUCell(2,3)(torch.ones(4,2)))
(torch.manual_seed(0),nn.GRUCell(2,3,bias=False)(torch.ones(4,2),torch.ones(4,3)))
nn.RNN(2,3)(torch.ones(4,2,2,2))
nn.RNN(2,3)(torch.ones(4,2,3))
nn.RNN(2,3)(torch.ones(4,2,2),torch.ones(1,3,3))
nn.RNN(2,3)(torch.ones(4,2,2),torch.ones(1,3))
nn.RNN(2,3)(torch.ones(4,2),torch.ones(1,3,3))
nn.LSTM(2,3)(torch.ones(4,2,2),torch.ones(1,2,3))
nn.LSTM(2,3)(torch.ones(4,2,2),(torch.ones(1,2,4),torch.ones(1,2,3)))
nn.LSTM(2,3)(torch.ones(4,2,2),(torch.ones(1,2,3),torch.ones(1,3)))
nn.RNNCell(2,3)(torch.ones(4,3))
nn.RNNCell(2,3)(torch.ones(4,3,2))
nn.RNNCell(2,3)(torch.ones(4,2),torch.ones(4,2))
nn.RNNCell(2,3)(torch.ones(4,2),torch.ones(3,3))
nn.LSTMCell(2,3)(torch.ones(4,2,2))
nn.GRUCell(2,3)(torch.ones(4,2,2))
nn.RNN(2,3)(torch.ones(4,2,2).double())
nn.RNNCell(2,3,nonlinearity='foo')(torch.ones(4,2))
list(nn.LSTM(2,3,2,bidirectional=True).state_dict())
[tuple(p.shape) for p in nn.LSTM(2,3,2,bidirectional=True).parameters()]
len(nn.GRU(2,3,2).all_weights), nn.GRU(2,3).mode, nn.RNN(2,3).mode, nn.LSTM(2,3).flatten_parameters()
[n for n,_ in nn.LSTMCell(2,3).named_parameters()]
nn.RNN(2,3)(torch.ones(4,2,2))[0].grad_fn, nn.LSTM(2,3)(torch.ones(4,2,2))[1][1].grad_fn
@torch.manual_seed(3); l=nn.LSTM(2,3,2,bidirectional=True); x=torch.randn(4,2,2,requires_grad=True); o,(h,c)=l(x); (o.sum()+h.pow(2).sum()+c.sum()).backward()
x.grad
[p.grad.sum() for p in l.parameters()]
@torch.manual_seed(3); l=nn.GRU(2,3,2,bidirectional=True); x=torch.randn(4,2,2,requires_grad=True); o,h=l(x); (o.sum()+h.pow(2).sum()).backward()
x.grad
[p.grad.sum() for p in l.parameters()]
@torch.manual_seed(3); l=nn.Sequential(nn.Conv2d(2,4,3,stride=2,padding=1,groups=2),nn.ReLU(),nn.MaxPool2d(2),nn.Conv2d(4,3,1),nn.AvgPool2d(2,padding=1),nn.Flatten(),nn.Linear(12,2)); x=torch.randn(2,2,8,8,requires_grad=True); y=l(x); y.pow(2).sum().backward()
l
y
x.grad.sum(), x.grad[0,0]
[p.grad.sum() for p in l.parameters()]
@torch.manual_seed(3); l=nn.Sequential(nn.ConvTranspose2d(2,4,3,stride=2,padding=1,output_padding=1,groups=2,dilation=1),nn.BatchNorm2d(4),nn.AdaptiveMaxPool2d(3),nn.Dropout2d(.5),nn.AdaptiveAvgPool2d(2)); x=torch.randn(2,2,4,4,requires_grad=True); y=l(x); y.pow(2).sum().backward()
y
x.grad[0,0]
l[1].running_mean, l[1].running_var, l[1].num_batches_tracked
nn.Conv1d(1,1,2)(torch.ones(1,3)).shape
nn.AdaptiveAvgPool2d((1,None))(torch.ones(1,2,3,3)).shape
nn.Upsample(scale_factor=2)(torch.ones(1,1,2)).shape
nn.PixelShuffle(2)(torch.ones(1,4,2,2)).shape
nn.ReflectionPad2d(1)(torch.arange(9.).reshape(1,1,3,3))
nn.CircularPad1d(1)(torch.arange(3.).reshape(1,1,3))
nn.ZeroPad2d((1,0,0,1))(torch.ones(1,1,2,2))
nn.ConstantPad1d(2,3.5)(torch.ones(1,2))
nn.MaxPool2d(2,return_indices=True)(torch.arange(16.).reshape(1,1,4,4))
nn.Bilinear(2,3,4)(torch.ones(5,2),torch.ones(5,3)).shape
nn.functional.conv2d(torch.ones(1,1,4,4,requires_grad=True),torch.ones(1,1,3,3)).sum().grad_fn
"""
