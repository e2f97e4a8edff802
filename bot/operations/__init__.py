"""What whoever runs the service needs: logs, metrics, jobs, backups.

In: what the other rooms did.
Out: log lines, /metrics, jobs done on time, one sealed file.
"""
