package parsimony.data;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a group of an HDF5 file holds. jHDF's own groups refuse all members if one is not read. */
final class Hdf5Group {
    /** The address that stands for none. */
    static final long UNDEFINED = -1;
    /** The type of an old entry that is the path of another object. */
    private static final int SOFT_LINK = 2;

    private Hdf5Group() {}

    /**
     * What a name in a group stands for.
     *
     * @param address of the object's header; {@link #UNDEFINED} if the name is another object's
     * @param path    of the other object, from this group or from the root; null if it is none, or
     *                if it is in another file, which is never opened
     */
    record Member(long address, String path) {}

    /** Whether an object is a group. */
    static boolean isOne(ObjectHeader header) {
        return header.hasMessageOfType(SymbolTableMessage.class)
                || header.hasMessageOfType(LinkInfoMessage.class);
    }

    /** The members of a group by name. */
    static Map<String, Member> members(Hdf5Storage storage, ObjectHeader header) {
        Map<String, Member> members = new LinkedHashMap<>();
        if (header.hasMessageOfType(SymbolTableMessage.class)) {
            addOld(storage, header.getMessageOfType(SymbolTableMessage.class), members);
            return members;
        }
        for (LinkMessage link : links(storage, header)) {
            members.put(link.getLinkName(), switch (link.getLinkType()) {
                case HARD -> new Member(link.getHardLinkAddress(), null);
                case SOFT -> new Member(UNDEFINED, link.getSoftLink());
                case EXTERNAL -> new Member(UNDEFINED, null);
            });
        }
        return members;
    }

    private static void addOld(Hdf5Storage storage, SymbolTableMessage table,
            Map<String, Member> members) {
        ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
        for (long node : BTreeV1.createGroupBTree(storage, table.getBTreeAddress())
                .getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, node)
                    .getSymbolTableEntries()) {
                members.put(text(names, entry.getLinkNameOffset()),
                        entry.getCacheType() == SOFT_LINK
                                ? new Member(UNDEFINED, text(names, entry.getLinkValueOffset()))
                                : new Member(entry.getObjectHeaderAddress(), null));
            }
        }
    }

    private static String text(ByteBuffer names, int offset) {
        return Utils.readUntilNull(names.position(offset));
    }

    private static List<LinkMessage> links(Hdf5Storage storage, ObjectHeader header) {
        LinkInfoMessage info = header.getMessageOfType(LinkInfoMessage.class);
        if (info.getBTreeNameIndexAddress() == UNDEFINED) {
            return header.getMessagesOfType(LinkMessage.class);
        }
        FractalHeap heap = new FractalHeap(storage, info.getFractalHeapAddress());
        List<LinkMessage> links = new ArrayList<>();
        for (LinkNameForIndexedGroupRecord record : new BTreeV2<LinkNameForIndexedGroupRecord>(
                storage, info.getBTreeNameIndexAddress()).getRecords()) {
            links.add(LinkMessage.fromBuffer(heap.getId(record.getId()),
                    storage.getSuperblock()));
        }
        return links;
    }
}
