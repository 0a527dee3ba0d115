"""Parts that crews used on rescues: on which claim each stands, or why on none. The rooms above say which parts there are."""
