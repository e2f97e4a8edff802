"""What whoever runs the service needs: logs, metrics, jobs, backups, who did what.

In: what the other rooms did.
Out: log lines, /metrics, jobs done on time, one sealed file, the audit log.
"""
