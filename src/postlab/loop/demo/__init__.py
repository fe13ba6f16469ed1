"""The demo: two experiments on a simulated audience, carried through by the loop itself under a virtual clock."""
