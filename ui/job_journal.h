#pragma once

#include <QLockFile>
#include <QString>
#include <memory>
#include <vector>

#include "ui/job_queue.h"

namespace espalier {

/// What the running jobs are, on the disk, so that one that was running when the program died can be started again.
/// Each program that runs has a folder of its own in `folder`, locked; those whose program is gone are read and
/// deleted. write() and remove() from any thread, each entry's in order; everything else in the GUI thread.
class JobJournal {
public:
    /// espalier/jobs in the user's data folder.
    static QString defaultFolder();

    explicit JobJournal(const QString& folder);
    /// What was neither restarted nor forgotten stays for the next program.
    ~JobJournal();
    JobJournal(const JobJournal&) = delete;
    JobJournal& operator=(const JobJournal&) = delete;

    /// Jobs of programs that died, oldest first; they are this journal's from here on. Damaged entries are left out.
    std::vector<JobOrder> takeInterrupted();

    /// Gives `order` an entry's name and makes its picture() write it. A journal that cannot be written stops no job.
    void follow(JobOrder& order) const;
    /// The job is over.
    void remove(const QString& entry) const;

private:
    void write(const QString& entry, const JobOrder& order, const ImageBuffer& picture) const;

    QString m_folder;   // of all programs
    QString m_session;  // this one's
    std::unique_ptr<QLockFile> m_lock;
};

}  // namespace espalier
