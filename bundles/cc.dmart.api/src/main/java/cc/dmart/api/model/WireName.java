package cc.dmart.api.model;

/** A constant with a name on the wire and on disk. */
public interface WireName {
    /** The name on the wire and on disk. */
    String wire();
}
