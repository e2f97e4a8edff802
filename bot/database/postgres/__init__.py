"""PostgreSQL: executor, notifications, migrations, backup."""
