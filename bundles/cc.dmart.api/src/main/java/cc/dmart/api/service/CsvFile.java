package cc.dmart.api.service;

import java.io.IOException;
import java.io.OutputStream;

/** A table that is written while it is read: its rows are not held in memory. To be written once. Not thread-safe. */
public interface CsvFile {
    /** Name of the file for whoever saves it. */
    String name();

    /** Writes all of it and does not close the stream. @throws IOException if the stream does */
    void writeTo(OutputStream out) throws IOException;
}
