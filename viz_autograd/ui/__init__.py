"""The page: Panel carries it, a session guards it, the command line serves it."""
