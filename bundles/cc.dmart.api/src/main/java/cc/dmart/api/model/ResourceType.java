package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What kind of thing an entry or attachment is ({@code storage.md} 1.3, 2.9). Thread-safe. */
public enum ResourceType implements WireName {
    /** Wire value {@code user}. */
    USER("user"),
    /** Wire value {@code group}. */
    GROUP("group"),
    /** Wire value {@code folder}. */
    FOLDER("folder"),
    /** Wire value {@code schema}. */
    SCHEMA("schema"),
    /** Wire value {@code content}. */
    CONTENT("content"),
    /** Wire value {@code log}. */
    LOG("log"),
    /** Wire value {@code acl}. */
    ACL("acl"),
    /** Wire value {@code comment}. */
    COMMENT("comment"),
    /** Wire value {@code media}. */
    MEDIA("media"),
    /** Wire value {@code data_asset}. */
    DATA_ASSET("data_asset"),
    /** Wire value {@code locator}. */
    LOCATOR("locator"),
    /** Wire value {@code relationship}. */
    RELATIONSHIP("relationship"),
    /** Wire value {@code alteration}. */
    ALTERATION("alteration"),
    /** Wire value {@code history}. */
    HISTORY("history"),
    /** Wire value {@code space}. */
    SPACE("space"),
    /** Wire value {@code permission}. */
    PERMISSION("permission"),
    /** Wire value {@code role}. */
    ROLE("role"),
    /** Wire value {@code ticket}. */
    TICKET("ticket"),
    /** Wire value {@code json}. */
    JSON("json"),
    /** Wire value {@code lock}. */
    LOCK("lock"),
    /** Wire value {@code post}. */
    POST("post"),
    /** Wire value {@code reaction}. */
    REACTION("reaction"),
    /** Wire value {@code reply}. */
    REPLY("reply"),
    /** Wire value {@code share}. */
    SHARE("share"),
    /** Wire value {@code plugin_wrapper}. */
    PLUGIN_WRAPPER("plugin_wrapper"),
    /** Wire value {@code notification}. */
    NOTIFICATION("notification"),
    /** Wire value {@code csv}. */
    CSV("csv"),
    /** Wire value {@code jsonl}. */
    JSONL("jsonl"),
    /** Wire value {@code sqlite}. */
    SQLITE("sqlite"),
    /** Wire value {@code duckdb}. */
    DUCKDB("duckdb"),
    /** Wire value {@code parquet}. */
    PARQUET("parquet");

    private static final Map<String, ResourceType> BY_WIRE = new HashMap<>();

    static {
        for (ResourceType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
    }

    private final String wire;

    ResourceType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ResourceType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    /** Whether things of this type are owned by an entry and stored under {@code attachments.<type>/}. */
    public boolean isAttachment() {
        return switch (this) {
            case COMMENT,
                    REACTION,
                    REPLY,
                    SHARE,
                    JSON,
                    MEDIA,
                    LOCK,
                    ALTERATION,
                    RELATIONSHIP,
                    DATA_ASSET,
                    CSV,
                    JSONL,
                    SQLITE,
                    DUCKDB,
                    PARQUET -> true;
            default -> false;
        };
    }

    /** Whether things of this type are stored as entries with a meta file of their own ({@code storage.md} 1.3). */
    public boolean isEntry() {
        return switch (this) {
            case SPACE, FOLDER, CONTENT, SCHEMA, TICKET, USER, GROUP, ROLE, PERMISSION, LOG, POST, NOTIFICATION -> true;
            default -> false;
        };
    }

    /** Whether this is an attachment that holds rows of data. */
    public boolean isDataAsset() {
        return switch (this) {
            case CSV, JSONL, SQLITE, DUCKDB, PARQUET, DATA_ASSET -> true;
            default -> false;
        };
    }
}
