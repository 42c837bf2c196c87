package cc.dmart.api.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Kind of a payload ({@code storage.md} 2.9). The legacy value {@code image} and the names of a mobile client read as aliases ({@code http-api.md} 1.9). Thread-safe. */
public enum ContentType implements WireName {
    /** Wire value {@code text}. */
    TEXT("text"),
    /** Wire value {@code comment}. */
    COMMENT("comment"),
    /** Wire value {@code reaction}. */
    REACTION("reaction"),
    /** Wire value {@code markdown}. */
    MARKDOWN("markdown"),
    /** Wire value {@code html}. */
    HTML("html"),
    /** Wire value {@code json}. */
    JSON("json"),
    /** Wire value {@code image_jpeg}. */
    IMAGE_JPEG("image_jpeg"),
    /** Wire value {@code image_png}. */
    IMAGE_PNG("image_png"),
    /** Wire value {@code image_svg}. */
    IMAGE_SVG("image_svg"),
    /** Wire value {@code image_gif}. */
    IMAGE_GIF("image_gif"),
    /** Wire value {@code image_webp}. */
    IMAGE_WEBP("image_webp"),
    /** Wire value {@code python}. */
    PYTHON("python"),
    /** Wire value {@code pdf}. */
    PDF("pdf"),
    /** Wire value {@code audio}. */
    AUDIO("audio"),
    /** Wire value {@code video}. */
    VIDEO("video"),
    /** Wire value {@code csv}. */
    CSV("csv"),
    /** Wire value {@code parquet}. */
    PARQUET("parquet"),
    /** Wire value {@code jsonl}. */
    JSONL("jsonl"),
    /** Wire value {@code apk}. */
    APK("apk"),
    /** Wire value {@code duckdb}. */
    DUCKDB("duckdb"),
    /** Wire value {@code sqlite}. */
    SQLITE("sqlite");

    private static final Map<String, ContentType> BY_WIRE = new HashMap<>();

    static {
        for (ContentType value : values()) {
            BY_WIRE.put(value.wire, value);
        }
        BY_WIRE.put("image", IMAGE_JPEG);
        BY_WIRE.put("imageJpeg", IMAGE_JPEG);
        BY_WIRE.put("imagePng", IMAGE_PNG);
        BY_WIRE.put("imageSVG", IMAGE_SVG);
        BY_WIRE.put("imageGif", IMAGE_GIF);
        BY_WIRE.put("imageWebp", IMAGE_WEBP);
    }

    private final String wire;

    ContentType(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The constant with this wire value; empty if there is none. */
    public static Optional<ContentType> of(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    /** Whether a string body of this type is the text itself, not the name of a file ({@code storage.md} 1.6, rule 3). */
    public boolean isInlineText() {
        return switch (this) {
            case TEXT, MARKDOWN, HTML, COMMENT, REACTION -> true;
            default -> false;
        };
    }
}
