"""The rehearsal: a plan played to its end on simulated audiences under a virtual clock, in a copy of the lab."""
