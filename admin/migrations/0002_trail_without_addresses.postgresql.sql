-- The trail says of a service's address only that it changed: it may become confidential later.

UPDATE audit_entry SET
    before = (
        SELECT COALESCE(json_object_agg(key, value), '{}')::text
        FROM json_each(audit_entry.before::json)
        WHERE key NOT LIKE 'address.%' AND key NOT IN ('latitude', 'longitude')
    ),
    after = (
        SELECT COALESCE(json_object_agg(key, value), '{}')::text
        FROM json_each(audit_entry.after::json)
        WHERE key NOT LIKE 'address.%' AND key NOT IN ('latitude', 'longitude')
    )
WHERE subject = 'service';
