"""Personal data under keys that can be destroyed.

A root key, kept by a custody, wraps the key of an epoch; that wraps one data key for each subject, retention class and
period; a data key seals each value by itself. Destroying data keys starts a new epoch under a new root key, so that
older copies of the keys open nothing.
"""
