"""Lines about modules, initialisation and clipping."""

# ruff: noqa: E501 - one line of code each

from __future__ import annotations

LINES = r"""
@m=torch.tensor([[1.,2.,3.],[0.,-1.,4.]],requires_grad=True)
nn.Linear(3,2)
nn.Linear(3,2,bias=False)
nn.Linear(3,2).bias.shape
nn.Linear(3.0,2)
nn.Linear(3)
nn.Linear(0,2)
nn.Linear(-1,2)
nn.Linear('a',2)
nn.Linear(3,2,dtype=torch.float64).weight.dtype
nn.Linear(3,2,device='cpu')
nn.Linear(3,2,bias=False).bias
nn.Bilinear(3,2,4)
nn.Bilinear(3,2,4,bias=False)
nn.Identity(3,a=4)
nn.Flatten()
nn.Flatten(0,1)
nn.Flatten(start_dim=2)
nn.Unflatten(1,(2,3))
nn.Unflatten(1,3)
nn.Unflatten('a',(2,))
nn.Unflatten(1,(1,3))(m).shape
nn.Unflatten(1,(2,3))(m)
nn.Embedding(3,4)
nn.Embedding(3,4,padding_idx=0)
nn.Embedding(3,4,padding_idx=-1)
nn.Embedding(3,4,padding_idx=5)
nn.Embedding(3,4,padding_idx=-5)
nn.Embedding(3,4,max_norm=1.,norm_type=1.,scale_grad_by_freq=True,sparse=True)
(torch.manual_seed(0),nn.Embedding(3,4,padding_idx=1).weight)
nn.Embedding.from_pretrained(torch.ones(2,3))
nn.Embedding.from_pretrained(torch.ones(2,3)).weight.requires_grad
nn.Embedding.from_pretrained(torch.ones(3))
nn.Embedding.from_pretrained(torch.ones(2,3),freeze=False).weight
nn.LayerNorm(3)
nn.LayerNorm((2,3),eps=1e-3)
nn.LayerNorm([2,3],elementwise_affine=False)
nn.LayerNorm(3,bias=False)
nn.LayerNorm(3)(m)
nn.LayerNorm(2)(m)
nn.RMSNorm(3)
nn.RMSNorm(3,eps=1e-5,elementwise_affine=False)
nn.RMSNorm(3)(m)
nn.GroupNorm(2,4)
nn.GroupNorm(3,4)
nn.GroupNorm(2,4,affine=False)
nn.GroupNorm(1,3)(m)
nn.GroupNorm(1,2)(m)
nn.BatchNorm1d(3)
nn.BatchNorm1d(3,eps=1e-3,momentum=None,affine=False,track_running_stats=False)
nn.BatchNorm1d(3)(m)
nn.BatchNorm1d(3)(m[0])
nn.BatchNorm1d(2)(m)
nn.BatchNorm1d(3)(m[:1])
nn.BatchNorm1d(3).eval()(m)
nn.BatchNorm2d(3)(m)
nn.BatchNorm2d(3)
nn.BatchNorm3d(3)
nn.BatchNorm1d(3).state_dict()
list(nn.BatchNorm1d(3)._buffers)
nn.BatchNorm1d(3).num_batches_tracked
nn.InstanceNorm1d(3)
nn.Dropout()
nn.Dropout(0.3,inplace=True)
nn.Dropout(1.5)
nn.Dropout(-0.1)
nn.Dropout('a')
nn.Dropout1d(.2), nn.Dropout2d(.2), nn.Dropout3d(.2), nn.AlphaDropout(.1), nn.FeatureAlphaDropout(.1)
nn.Dropout(0.5).eval()(m)
(torch.manual_seed(0),nn.Dropout(0.5)(m))
nn.ReLU(), nn.ReLU(True), nn.ReLU(inplace=True), nn.ReLU6(), nn.ReLU6(True)
nn.ELU(), nn.ELU(2.), nn.ELU(2,True), nn.CELU(), nn.CELU(.5,True), nn.SELU(), nn.SELU(True), nn.GELU(), nn.GELU('tanh'), nn.GLU(), nn.GLU(1)
nn.Hardshrink(), nn.Hardshrink(1.), nn.Hardsigmoid(), nn.Hardsigmoid(True), nn.Hardswish(), nn.Hardswish(True), nn.Hardtanh(), nn.Hardtanh(-2,2), nn.Hardtanh(-2.,2.,True)
nn.Hardtanh(2,1)
nn.Hardtanh(min_value=-3,max_value=5)
nn.LeakyReLU(), nn.LeakyReLU(.2), nn.LeakyReLU(0.2,True), nn.LeakyReLU(None)
nn.LogSigmoid(), nn.LogSoftmax(), nn.LogSoftmax(1), nn.LogSoftmax(dim=-1), nn.Softmax(), nn.Softmax(1), nn.Softmin(), nn.Softmin(0), nn.Softmax2d()
nn.Mish(), nn.Mish(True), nn.PReLU(), nn.PReLU(3), nn.PReLU(init=.1).weight, nn.RReLU(), nn.RReLU(.1,.2,True)
nn.SiLU(), nn.SiLU(True), nn.Sigmoid(), nn.Softplus(), nn.Softplus(2,10), nn.Softshrink(), nn.Softshrink(1), nn.Softsign(), nn.Tanh(), nn.Tanhshrink(), nn.Threshold(.1,20), nn.Threshold(.1,20,True)
nn.Threshold(1)
nn.ReLU(3)
nn.Softmax()(m)
nn.LogSoftmax()(m)
nn.Softmin()(m)
nn.Softmax(1)(m)
nn.Softmax2d()(m)
nn.GELU('foo')(m)
nn.Tanh(3)
nn.Sigmoid()(m), nn.Tanh()(m), nn.Softplus()(m), nn.Softsign()(m), nn.Tanhshrink()(m), nn.LogSigmoid()(m), nn.Hardtanh()(m), nn.PReLU()(m), nn.GLU(0)(m), nn.Threshold(.5,9.)(m), nn.RReLU().eval()(m), nn.CELU()(m), nn.GELU('tanh')(m)
nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(), nn.CrossEntropyLoss(), nn.NLLLoss(), nn.BCELoss(), nn.BCEWithLogitsLoss(), nn.KLDivLoss(), nn.HingeEmbeddingLoss(), nn.MarginRankingLoss(), nn.CosineEmbeddingLoss(), nn.GaussianNLLLoss(), nn.PoissonNLLLoss(), nn.SoftMarginLoss(), nn.TripletMarginLoss(), nn.MultiLabelSoftMarginLoss(), nn.MultiMarginLoss(), nn.MultiLabelMarginLoss(),nn.TripletMarginWithDistanceLoss()
nn.MSELoss(reduction='foo')(m,m)
nn.MSELoss(False)
nn.MSELoss(size_average=False).reduction
nn.MSELoss(reduce=False).reduction
nn.MSELoss('sum')
nn.MSELoss('sum').reduction
nn.CrossEntropyLoss(weight=torch.ones(3))(m,torch.tensor([0,1]))
list(nn.CrossEntropyLoss(weight=torch.ones(3)).state_dict())
nn.SmoothL1Loss(beta=2.)(m,m+1), nn.HuberLoss(delta=2.)(m,m+3), nn.KLDivLoss(reduction='batchmean')(m,m), nn.BCEWithLogitsLoss(pos_weight=torch.ones(3))(m,torch.ones(2,3))
nn.KLDivLoss()(m,m)
nn.MSELoss()(m,torch.ones(3))
nn.MSELoss()(m)
nn.NLLLoss(ignore_index=1)(m,torch.tensor([0,1]))
nn.HingeEmbeddingLoss(2.)(m,torch.ones(2,3)), nn.MarginRankingLoss(1.)(m,m,torch.ones(2,3)), nn.GaussianNLLLoss(full=True)(m,m,torch.ones(2,3)), nn.PoissonNLLLoss(full=True)(m,m.detach().abs()), nn.SoftMarginLoss()(m,torch.ones(2,3)), nn.TripletMarginLoss(swap=True)(m,m,m+1), nn.MultiLabelSoftMarginLoss()(m,torch.ones(2,3))
nn.CosineSimilarity(), nn.CosineSimilarity(0,1e-3), nn.PairwiseDistance(), nn.PairwiseDistance(1,keepdim=True)
nn.CosineSimilarity()(m,m+1), nn.PairwiseDistance()(m,m+1)
nn.Upsample(scale_factor=2), nn.ZeroPad2d(1), nn.ConstantPad1d(2,3.5), nn.ReflectionPad1d((1,2)), nn.ReplicationPad2d(1)
nn.Conv1d(2,3,3), nn.Conv2d(2,3,3,stride=2,padding=1), nn.Conv2d(2,4,(3,5),groups=2,bias=False,dilation=2), nn.Conv2d(1,1,3,padding='same'), nn.ConvTranspose2d(2,3,3)
nn.MaxPool2d(2), nn.MaxPool1d(3,2,1), nn.AvgPool2d(2), nn.AvgPool1d(3), nn.AdaptiveAvgPool2d(1), nn.AdaptiveAvgPool2d((1,None)), nn.AdaptiveMaxPool2d(2)
nn.RNN(3,4), nn.LSTM(3,4,2,batch_first=True), nn.GRU(3,4,bidirectional=True), nn.RNNCell(3,4), nn.LSTMCell(3,4), nn.GRUCell(3,4,bias=False), nn.RNN(3,4,nonlinearity='relu',dropout=.1)
(torch.manual_seed(0),nn.Linear(2,3).state_dict())
(torch.manual_seed(0),nn.Bilinear(2,3,2).state_dict())
(torch.manual_seed(0),nn.Conv2d(1,2,2).state_dict())
(torch.manual_seed(0),nn.LSTM(1,2).state_dict())
(torch.manual_seed(0),nn.GRUCell(1,2).state_dict())
(torch.manual_seed(0),nn.Sequential(nn.Linear(2,3,dtype=torch.float64),nn.PReLU(2),nn.LayerNorm(2)).state_dict())
(torch.manual_seed(0),nn.Linear(20,30).weight.sum(), nn.Linear(200,10).weight[3,:5],torch.rand(1))
@lin=nn.Linear(3,2); lin.weight.data=torch.arange(6.).reshape(2,3)/4; lin.bias.data=torch.tensor([1.,-1.])
lin(m)
lin(m[0])
lin(torch.ones(2,2,3))
lin(torch.ones(2,4))
lin(torch.ones(2,3,dtype=torch.float64))
lin(torch.ones(2,3,dtype=torch.int64))
lin([1.,2.,3.])
lin()
lin(m,m)
lin(np.ones((2,3)))
lin.weight
lin.foo
lin(m).sum().backward()
lin.weight.grad, lin.bias.grad, m.grad
nn.init.calculate_gain('relu'), nn.init.calculate_gain('leaky_relu'), nn.init.calculate_gain('leaky_relu',.2), nn.init.calculate_gain('tanh'), nn.init.calculate_gain('linear'), nn.init.calculate_gain('selu'), nn.init.calculate_gain('sigmoid'), nn.init.calculate_gain('conv2d')
nn.init.calculate_gain('foo')
nn.init.calculate_gain('leaky_relu','a')
nn.init.calculate_gain('leaky_relu',True)
(torch.manual_seed(0),nn.init.uniform_(torch.empty(2,3)), nn.init.uniform_(torch.empty(3),-2,5))
(torch.manual_seed(0),nn.init.normal_(torch.empty(2,3)), nn.init.normal_(torch.empty(20),-2,5))
(torch.manual_seed(0),nn.init.trunc_normal_(torch.empty(2,3)), nn.init.trunc_normal_(torch.empty(20),1.,.5,0.,2.))
nn.init.trunc_normal_(torch.empty(2,3),mean=9.)
(torch.manual_seed(0),nn.init.xavier_uniform_(torch.empty(2,3)), nn.init.xavier_normal_(torch.empty(3,2),gain=2.))
(torch.manual_seed(0),nn.init.kaiming_uniform_(torch.empty(2,3)), nn.init.kaiming_normal_(torch.empty(3,2),mode='fan_out',nonlinearity='relu'))
nn.init.kaiming_normal_(torch.empty(3,2),mode='foo')
nn.init.kaiming_normal_(torch.empty(3,2),nonlinearity='foo')
nn.init.kaiming_normal_(torch.empty(3))
nn.init.xavier_normal_(torch.empty(3))
nn.init.xavier_normal_(torch.empty(3,4,5,5)).shape
nn.init.kaiming_uniform_(torch.empty(0,3))
nn.init.xavier_uniform_(torch.empty(0,3))
(torch.manual_seed(0),nn.init.orthogonal_(torch.empty(3,2)))
(torch.manual_seed(0),nn.init.orthogonal_(torch.empty(2,3),gain=2.))
(torch.manual_seed(0),nn.init.orthogonal_(torch.empty(4,4)))
nn.init.orthogonal_(torch.empty(3))
(torch.manual_seed(0),nn.init.sparse_(torch.empty(4,3),.5))
nn.init.sparse_(torch.empty(4),.5)
nn.init.eye_(torch.empty(2,3))
nn.init.eye_(torch.empty(2))
nn.init.dirac_(torch.empty(3,2,3))
nn.init.dirac_(torch.empty(3,2))
nn.init.dirac_(torch.empty(3,2,3,3),groups=2)
nn.init.dirac_(torch.empty(2,2,3,3),2)
nn.init.constant_(torch.empty(2),3), nn.init.ones_(torch.empty(2)), nn.init.zeros_(torch.empty(2))
nn.init.constant_(nn.Parameter(torch.empty(2)),3)
nn.init.normal_(torch.empty(2,dtype=torch.int64))
nn.init.xavier_uniform(torch.zeros(2,2)).shape
nn.init.uniform(torch.zeros(2)).shape
nn.init._calculate_fan_in_and_fan_out(torch.empty(4,3,2,2))
nn.init.ones_(m)
nn.init.constant_([1.],2)
@p=nn.Parameter(torch.ones(3)); p.grad=torch.tensor([3.,4.,0.]); q=nn.Parameter(torch.ones(2,2)); q.grad=torch.full((2,2),float('nan'))
nn.utils.clip_grad_norm_([p],1.)
p.grad
nn.utils.clip_grad_norm_(p,10.,norm_type=1)
nn.utils.clip_grad_norm_([p],0.1,norm_type=float('inf'))
p.grad
nn.utils.clip_grad_norm_([],1.)
nn.utils.clip_grad_norm_([nn.Parameter(torch.ones(1))],1.)
nn.utils.clip_grad_norm_([q],1.,error_if_nonfinite=True)
nn.utils.clip_grad_norm_([q],1.)
nn.utils.clip_grad_norm_(iter([p]),1.)
nn.utils.clip_grad_norm_({p},1.)
nn.utils.clip_grad_norm_(nn.Linear(1,1),1.)
nn.utils.clip_grad_norm([p],1.)
nn.utils.get_total_norm([torch.ones(3),torch.ones(1)])
nn.utils.clip_grad_value_([p],.01)
p.grad
nn.utils.clip_grad_value_(p,.001)
p.grad
nn.utils.parameters_to_vector([p,nn.Parameter(torch.zeros(2,2))])
nn.utils.vector_to_parameters(torch.arange(3.),[p])
p
nn.utils.vector_to_parameters([1],[p])
nn.utils.vector_to_parameters(torch.arange(2.),[p])
nn.utils.parameters_to_vector([])
nn.utils.parameters_to_vector(nn.Linear(2,2).parameters()).shape
nn.modules.Linear is nn.Linear
nn.modules.linear.Linear is nn.Linear
nn.parameter.Parameter is nn.Parameter
nn.Module.__init__(nn.Module())
[n for n in dir(nn) if n[0].isupper()].__len__() > 0
nn.Linear(2,2).extra_repr()
nn.Linear(2,2).__class__.__name__
nn.Linear(2,2)._get_name()
str(nn.Linear(2,2))
nn.Linear(2,2).weight.shape, nn.Linear(2,2).in_features, nn.Linear.__constants__
@class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.fc1=nn.Linear(2,3)\n    self.act=nn.ReLU()\n    self.fc2=nn.Linear(3,1)\n  def forward(self,x):\n    return self.fc2(self.act(self.fc1(x)))
@torch.manual_seed(1); net=Net(); x=torch.tensor([[1.,2.],[-1.,.5]])
net
net(x)
net.state_dict()
[(n,tuple(p.shape)) for n,p in net.named_parameters()]
sum(p.numel() for p in net.parameters())
net.train() is net, net.eval() is net, net.training
net.load_state_dict(Net().state_dict())
net.zero_grad()
F.mse_loss(net(x),torch.ones(2,1)).backward()
[p.grad is None for p in net.parameters()]
net.zero_grad(set_to_none=False)
[p.grad for p in net.parameters()]
net.double().fc1.weight.dtype
net(x)
copy.deepcopy(net).fc1.weight.equal(net.fc1.weight), copy.deepcopy(net).fc1.weight is net.fc1.weight
net.to(torch.float32).fc1.weight.dtype, net.to('cpu') is net, net.to(x).fc1.weight.dtype, net.to(torch.device('cpu')) is net
net.to('cuda')
net.to(torch.int32)
net.apply(lambda m: print(end='')) is net
net.requires_grad_(False).fc1.weight.requires_grad
dict(net.named_children()).keys()
[type(m).__name__ for m in net.modules()]
net(x)
hasattr(net,'foo'), getattr(net,'foo',3), 'fc1' in dir(net)
net.fc1.weight.data.fill_(0.5), net.fc1.weight
isinstance(net.fc1.weight, torch.Tensor), isinstance(net.fc1.weight, nn.Parameter), type(net.fc1.weight).__name__
nn.Parameter(torch.randn(2,2)).is_leaf
nn.Parameter(torch.ones(2))+1
torch.nn.Parameter(torch.ones(2),False)
nn.Parameter(torch.ones(2)).data
nn.Parameter(torch.ones(2)).detach()
nn.Parameter(torch.ones(1)).item()
nn.Parameter(torch.ones(2)).tolist()
repr(nn.ParameterList([nn.Parameter(torch.ones(2))]))
nn.Sequential(nn.Linear(2,2),nn.ReLU())(x).shape
nn.Sequential(nn.Linear(3,2),nn.ReLU())(x)
nn.Flatten()(torch.ones(2,3,4)).shape
nn.Flatten()(torch.ones(3)).shape
nn.Flatten(0)(torch.ones(2,3)).shape
nn.Softmax(dim=2)(m)
torch.nn.functional.relu is F.relu
nn.functional.dropout(m,0.5,False) is m
"""
