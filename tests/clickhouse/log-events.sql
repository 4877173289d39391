-- Log events as a ClickHouse store keeps them. Values of `fields` are the texts of discovered fields, every one a String: numbers
-- keep their spelling, and no path has two types. A retention of 0 days is for ever, which is after 2080 here.
CREATE TABLE log_events
(
  tenant_id      UInt32,
  group_id       UInt32,
  stream_id      UInt64,
  ts             DateTime64(3, 'UTC')     CODEC(Delta(8), ZSTD(1)),
  ingest_ts      DateTime64(3, 'UTC')     CODEC(Delta(8), ZSTD(1)),
  seq            UInt64                   CODEC(Delta(8), ZSTD(1)),
  message        String                   CODEC(ZSTD(3)),
  fields         JSON(max_dynamic_paths = 64, max_dynamic_types = 4) CODEC(ZSTD(1)),
  level          LowCardinality(String)   CODEC(ZSTD(1)),
  trace_id       String                   CODEC(ZSTD(1)),
  span_id        String                   CODEC(ZSTD(1)),
  pattern_id     UInt64                   CODEC(ZSTD(1)),
  retention_days UInt16                   CODEC(ZSTD(1)),
  INDEX ix_msg   lower(message) TYPE text(tokenizer = 'splitByNonAlpha'),
  INDEX ix_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX ix_pat   pattern_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY (retention_days, if(retention_days <= 31, toDate(ts), toStartOfMonth(ts)))
ORDER BY (tenant_id, group_id, toStartOfInterval(ts, INTERVAL 5 MINUTE), stream_id, ts, seq)
TTL toDateTime(ts) + toIntervalDay(if(retention_days = 0, 20000, retention_days))
SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192,
         object_serialization_version = 'v3', object_shared_data_serialization_version = 'advanced',
         object_shared_data_serialization_version_for_zero_level_parts = 'map_with_buckets'
