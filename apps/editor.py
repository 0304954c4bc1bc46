from viz_autograd.ui.app import page

page().servable()
