"""What whoever runs the service needs: logs, metrics, jobs, the clock, backups."""
