-- The trail says of a service's address only that it changed: it may become confidential later.

UPDATE audit_entry SET
    before = (
        SELECT json_group_object(key, value) FROM json_each(audit_entry.before)
        WHERE key NOT LIKE 'address.%' AND key NOT IN ('latitude', 'longitude')
    ),
    after = (
        SELECT json_group_object(key, value) FROM json_each(audit_entry.after)
        WHERE key NOT LIKE 'address.%' AND key NOT IN ('latitude', 'longitude')
    )
WHERE subject = 'service';
