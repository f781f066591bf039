"""Public keys as `ssh-keygen` of OpenSSH 9.2 made them, for tests. Nobody has their private halves any more."""

GOOD: dict[str, tuple[str, str]] = {
    "ed25519": (
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKFrgTTJrZb8S8+OgpH9EaKrY26XxQ80iLBMy1rtibMA"),
        "SHA256:b36LE1gf5oQu77uIZ1HSC7HzbJ+sNJJIdRX3s+VyzNY",
    ),
    "ecdsa 256": (
        (
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAuK/BSH6oaZymevuuscVs6O"
            "hSTBU5NyVcBBzIlLLVaDHwDYX1hZynO2uy/HWxW0zq7LpjDG1RLQZ2UYSbIBe3c="
        ),
        "SHA256:SKPCavFkuK3dYYWFm9z7HwzU6FVS8skJQ9Kjgf3sjt0",
    ),
    "ecdsa 384": (
        (
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBKK1dduUo1byGHZquBSGs1Eq"
            "pQaeIPFhmZWjd4jU4bQMVGn1pp3CUIRpS/cXeaPO4gZZlFSVGFvOXgqWaWORMPONHwYSapLragH+JnFlR+NZcOl16O5ixphG"
            "Vgje97Ps8A=="
        ),
        "SHA256:3FLBEOVs5oesyP9H6ObP6vgsOQHzRPtn5g68N9OzSCE",
    ),
    "ecdsa 521": (
        (
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAH9FvwWyF1Vl+0ZmjsU3awD"
            "uCw9tNvcO7lI3SJd1VFS4UNkwpBoytubsKb1+HqffmMQeFEoASjJouktDlgK2Fq60AHtaWRsc2WqhS2KDIkNfWNd/gXEXggH"
            "xRy98paxn3lCx2PYf/n9H0RKCrf7/cbEn480UusblNVdoprZ4Vghw/zr1Q=="
        ),
        "SHA256:fmKa5+g/8y5Pl6mFekdVWBpB3EEpydP6exMVQsBl9vQ",
    ),
    "rsa 3072": (
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCSPUxcJ8U3E4jhAZGVcDfamoyyJErhojQpG4kcPJzUmUmgFyoz4fGCsIrI"
            "ZN1I8SqgvZWBmNs09wHnUOMNlGERmUbckUBwjv9uV7m+y9MZQzJqNAVtUoPeP4IuPIuFbIGO05PQd+j/dHFXQqK0+d6Ev7UL"
            "OmpgCSGbQ3IzTv9BBiDnicq1AzIdP961irDgHF4lnkUaPVlQSyZ31s36xJqekmN1hKYSkVLPZpFAar0eFvC/paRwLtXUjFNE"
            "2R+z0qFvs/2n0B2H0Y+q82TBlhR/AdjUkUPXLNNEhxUsAfOiMd3b5S8bEEtTCRs2b7LDgcpUyU4MZsCDu5manj+lkAkTJjQO"
            "zVPBUpP6HuS/uRV+EaZiIRm6TPdG5E27Sbi3bDujVidn2E7aZF48fwiZEbpm9QxY2fvKE9ylpzZf9IZN/fvoiJ0hk85437y0"
            "QzSvnqRusoBpIIkxGjMC3AIwhbcQJk12B+5v5HUUA3heRx+ZIRqc36UvXh4cs2j3uC6kMI8="
        ),
        "SHA256:scghBfCvbjPjdu5lVJFEc0kQe+sPBosVPTaJ9zGYnho",
    ),
}
"""A line of each kind, and the fingerprint that `ssh-keygen -l` shows of it."""

BAD: dict[str, str] = {
    "rsa 2048": (
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDIgmtPgjNBb++lKbV8iWIbsW/ZkhqoAba52Q0GbIfnxcgegLoj3AORWpgZ"
        "154ip6ENTpns150xaVHzJk+LVv/x41Vym1i6tO1voFXt5uYhJD1eK9Gti5apzAi7cLI55o1CMhnC2ACmC80+Py4gMvNF1dph"
        "P32R000m2riOrmk7DRobYLGKAXeZ0PidT7DN18+oUiZmJgqqhinb1prU5F+ruE0Gl2p+T7chxWFyPlLwJN+yrKjGAXO/dx2k"
        "yIZ7dU0mvOk7eayH7gD2JkfMLEGQKdSxCWa4n9eFJ8HfyGbLWlHzpP/+LtQ3KtOdDG43l9Wjvr6FjVQR3ZYOFItTmQ/r"
    ),
    "dsa": (
        "ssh-dss AAAAB3NzaC1kc3MAAACBAOZg+b3G2avxwvuKaGlnIndWBqkAJhKZ1KyVc3MB5S7G9H7ordWo5OCopBColjdf1IBA"
        "tSM4sR8+XF/9drLNGj6qSH75sKoxtbrd/7qcwcxoeGUaJCIYqYX+kRYl6ZIln95tvZh7j4pzTH86zNNLoxen2Q4JYqosGrrc"
        "f1APbQZ7AAAAFQDNBiL2nS98q2DntIbTyMy4SmubGQAAAIAFy5o2Wi9Z4RuGZ4ClH2A25SGbWDX8HPqBUB+DfpH/1/l7iQCN"
        "90s7fcy92sJpMkj+xuVeXVm+Chk+FPl2YJBBUYMKLo4TucH5osFaMGVfQsAZg9jOe9bs1ks05GQrL8XNcUJ1mGkuDf7MiYCs"
        "HgSuf46nKyz6bKsjr2MaLegQXAAAAIEAgJ+plapxvcDABVgRdNZz8S5NLZqc6FPNw8lxSmW1AFrlIrsXYKQ4ieMHC264jN67"
        "Sh7yTcFuPnCShpnBVnuXonxzfc3UUyDgEaNpHckEARguyKNF5taDnjc7Dne19LsZfPqB7CLhYbzCUZsSDU/15/iaomkMcN/P"
        "DmiqwhmLhHw="
    ),
    "certificate": (
        "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC12MDFAb3BlbnNzaC5"
        "jb20AAAAg4EbKYBJ8DlBggHRclsIuBb0lpe+Gp63FVYpZfpi8WMsAAAAIbmlzdHAyNTYAAABBBAuK/BSH6oaZymevuuscVs6"
        "OhSTBU5NyVcBBzIlLLVaDHwDYX1hZynO2uy/HWxW0zq7LpjDG1RLQZ2UYSbIBe3cAAAAAAAAAAAAAAAEAAAABeAAAAAUAAAA"
        "BeQAAAAAAAAAA//////////8AAAAAAAAAggAAABVwZXJtaXQtWDExLWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2VudC1"
        "mb3J3YXJkaW5nAAAAAAAAABZwZXJtaXQtcG9ydC1mb3J3YXJkaW5nAAAAAAAAAApwZXJtaXQtcHR5AAAAAAAAAA5wZXJtaXQ"
        "tdXNlci1yYwAAAAAAAAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACCha4E0ya2W/EvPjoKR/RGiq2Nul8UPNIiwTMta7YmzAAA"
        "AAFMAAAALc3NoLWVkMjU1MTkAAABAiKFMdhOO+J2bX6G9hOLPtxkK9M6sLFDEScRz9Z3eBCvoLgOSxsOadidSMScsqceAQTZ"
        "4G3Y2tnD+KYsMrkq6BA=="
    ),
}
"""Weak ones, and a certificate."""
