"""Lines about convolutions, pooling and resizing."""

# ruff: noqa: E501 - one line of code each

from __future__ import annotations

LINES = r"""
F.conv1d(torch.ones(5),torch.ones(1,1,3))
F.conv1d(torch.ones(2,5),torch.ones(1,1,3))
F.conv1d(torch.ones(1,5),torch.ones(1,1,3)).shape
F.conv1d(torch.ones(1,2,5),torch.ones(1,1,3))
F.conv2d(torch.ones(1,1,2,2),torch.ones(1,1,3,3))
F.conv2d(torch.ones(1,1,4,4,4),torch.ones(1,1,3,3))
F.conv2d(torch.ones(4,4),torch.ones(1,1,3,3))
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),padding='same')
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),padding='same',stride=2)
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),padding='foo')
F.conv2d(torch.ones(1,1,4,4).double(),torch.ones(1,1,3,3))
F.conv2d(torch.ones(1,1,4,4).double(),torch.ones(1,1,3,3),torch.ones(1))
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),torch.ones(2))
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),stride=0)
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),stride=(1,2),padding=(1,0),dilation=1).shape
F.conv2d(torch.ones(1,1,4,4),torch.ones(1,1,3,3),padding=-1)
F.conv2d(torch.ones(1,1,4,4,requires_grad=True),torch.ones(1,1,3,3))
F.conv1d(torch.ones(1,1,4,requires_grad=True),torch.ones(1,1,3))
F.conv_transpose2d(torch.arange(4.).reshape(1,1,2,2),torch.arange(9.).reshape(1,1,3,3),stride=2,padding=1,output_padding=1)
F.conv_transpose1d(torch.arange(3.).reshape(1,1,3),torch.arange(3.).reshape(1,1,3))
F.conv_transpose1d(torch.arange(3.).reshape(1,1,3),torch.arange(3.).reshape(1,1,3),output_padding=1)
F.conv_transpose1d(torch.arange(3.).reshape(1,1,3),torch.arange(3.).reshape(1,1,3),torch.ones(1),dilation=2,stride=2)
F.max_pool2d(torch.arange(16.).reshape(1,1,4,4),3,return_indices=True)
F.max_pool2d(torch.arange(16.).reshape(1,1,4,4),3,1,1)
F.max_pool2d(torch.arange(16.).reshape(1,1,4,4),2,padding=2)
F.max_pool2d(torch.arange(25.).reshape(1,5,5),2,ceil_mode=True)
F.max_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),(2,3),(1,2),dilation=2)
F.max_pool2d(torch.ones(5),2)
F.max_pool2d(torch.ones(1,1,1),2)
F.max_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),2,return_indices=True)
F.max_pool1d(torch.arange(5.).requires_grad_().reshape(1,5),2)
F.avg_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),2,padding=1)
F.avg_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),2,padding=1,count_include_pad=False)
F.avg_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),2,ceil_mode=True)
F.avg_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),2,ceil_mode=True,padding=1)
F.avg_pool2d(torch.arange(25.).reshape(1,5,5),3,divisor_override=2)
F.adaptive_avg_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),(2,3))
F.adaptive_avg_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),(2,None))
F.adaptive_avg_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),1)
F.adaptive_avg_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),3)
F.adaptive_max_pool2d(torch.arange(25.).reshape(1,5,5).requires_grad_(),(2,3))
F.adaptive_max_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),3)
F.adaptive_max_pool1d(torch.arange(5.).reshape(1,5).requires_grad_(),3,return_indices=True)
F.interpolate(torch.arange(4.).reshape(1,1,4),size=3)
F.interpolate(torch.arange(4.).reshape(1,1,2,2),size=(3,4),mode='bilinear',align_corners=True)
F.interpolate(torch.arange(4.).reshape(1,1,4),scale_factor=1.5,mode='linear')
nn.Conv2d(3,2,3,groups=2)
nn.Conv2d(2,3,3,groups=2)
nn.Conv2d(1,2,3,padding='same',stride=2)
nn.Conv2d(1,2,3,groups=0)
nn.Conv2d(1,2,(3,3),padding_mode='circular')
nn.Conv2d(1,2,3)(torch.ones(1,2,4,4))
nn.Conv1d(1,2,3,padding=1,padding_mode='reflect')(torch.ones(1,1,4)).shape
nn.ConvTranspose1d(1,2,3,output_padding=1,stride=2)
nn.ConvTranspose1d(1,2,3,stride=2)(torch.ones(1,1,4)).shape
nn.ConvTranspose1d(1,2,3,stride=2)(torch.ones(1,1,4),output_size=(10,)).shape
nn.ConvTranspose1d(1,2,3,stride=2)(torch.ones(1,1,4),output_size=(12,)).shape
nn.MaxPool2d((2,1),stride=1,ceil_mode=True,return_indices=True)
nn.AvgPool2d(2,stride=1,padding=1)
nn.ZeroPad1d(1), nn.ZeroPad3d(1), nn.ConstantPad2d((1,2,3,4),1.), nn.CircularPad1d(1), nn.CircularPad2d(1), nn.ReflectionPad2d(2), nn.ReflectionPad3d(1), nn.ReplicationPad1d(1), nn.ReplicationPad3d(1), nn.ConstantPad3d(1,2)
nn.AdaptiveAvgPool1d(3), nn.AdaptiveMaxPool1d(2), nn.AdaptiveMaxPool2d((1,2)), nn.LPPool2d(2,3)
"""
